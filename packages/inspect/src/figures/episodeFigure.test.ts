import {ArgumentError} from '@ntmjs/arguments';
import {ntm} from '@ntmjs/layers';
import {copyTask, createTask, RandomStream, taskNames} from '@ntmjs/tasks';
import {useBackend} from '@ntmjs/test-support';
import {sequential} from '@tensorflow/tfjs-layers';
import {expect, test} from 'vitest';
import {draw} from '../fixtures/drawing.js';
import {type EpisodeFigureArgs, episodeFigure, type HeadTrace, inspect} from '../index.js';
import {headLabels} from '../trace/episodeTrace.js';

useBackend('cpu');

type Kind = HeadTrace['kind'];

const labelsOf = (kinds: readonly Kind[]) => headLabels(kinds.map((kind) => ({kind})));

/**
 * A perfect copy: heads write rows 0 … T − 1 and wait at row T while they answer; heads that read go along with them, then
 * jump back and read the rows again. Each head stands `index` rows further than the first.
 */
function perfectCopy(length: number, rows: number, kinds: readonly Kind[]): EpisodeFigureArgs {
  const task = copyTask();
  const episode = task.sample(new RandomStream(1), 1, {length});
  const heads = labelsOf(kinds).map((label, index): HeadTrace => {
    const kind = kinds[index]!;
    const weightings = new Float32Array(episode.steps * rows);
    for (let step = 0; step < episode.steps; step++) {
      const answered = step - length - 1;
      const row = index + (answered < 0 ? step : kind === 'read' ? answered : length);
      weightings[step * rows + row] = 0.9;
      weightings[step * rows + row + 1] = 0.1;
    }
    return {index, kind, label, values: {weighting: {shape: [episode.steps, rows], data: weightings}}};
  });
  const outputs = {shape: [episode.steps, 8], data: episode.targets.map((bit) => (bit ? 2 : -2))};
  return {task, episode, trace: {outputs, heads, rowValues: {}}};
}

/** The part of a figure's specification that the tests look at. */
interface Figure {
  title: {text: string; subtitle: string[]};
  vconcat: (Column | {hconcat: Column[]})[];
}
interface Column {
  vconcat: Panel[];
}
interface Panel {
  title: string;
  width: number;
  height: number;
  layer: {
    data: {values: Record<string, number>[]};
    mark: {color?: string};
    encoding: {
      x: {scale: object; axis: {title: string | null; values: number[]}};
      y?: {
        scale: object;
        axis: {title: string | null; values: number[]; labelExpr: string; minExtent: number};
      };
      fill?: {scale: {domain: number[]}};
    };
  }[];
}

/** The figure, as its blocks of columns of panels. */
function figureOf(args: EpisodeFigureArgs) {
  const {title, vconcat} = episodeFigure(args) as unknown as Figure;
  const blocks = vconcat.map((block) =>
    ('hconcat' in block ? block.hconcat : [block]).map((column) => column.vconcat),
  );
  return {title, blocks, panels: blocks.flat(2)};
}

test('the panels of a perfect copy, top down, on one time axis', () => {
  const {title, panels} = figureOf(perfectCopy(20, 128, ['write', 'read']));
  expect(title.text).toBe('One episode of the task copy');
  expect(title.subtitle).toEqual([
    '41 steps, answers at steps 21–40 (after the dashed line)',
    'memory of 128 rows, rows 0–24 shown',
  ]);
  expect(panels.map((panel) => panel.title)).toEqual([
    'inputs',
    'targets',
    'outputs',
    'write head',
    'read head',
  ]);
  for (const [index, {width, layer}] of panels.entries()) {
    const {x, y} = layer[1]!.encoding;
    expect(width).toBe(615);
    expect(x.scale).toEqual({domain: [-0.5, 40.5], nice: false, zero: false});
    expect(x.axis.values).toEqual([0, 5, 10, 15, 20, 25, 30, 35, 40]);
    expect(x.axis.title).toBe(index === 4 ? 'time step' : null);
    expect(y!.axis.title).toBe(index < 3 ? 'channel' : 'memory row');
    expect(layer[2]!.data.values).toEqual([{step: 20.5}]);
  }
  expect(panels[0]!.layer[1]!.encoding.y!.axis.labelExpr).toContain('"delimiter"][datum.value]');
  expect(panels[3]!.layer[1]!.encoding.y!.scale).toMatchObject({domain: [-0.5, 24.5], reverse: true});
});

test('the cells are the values', () => {
  const args = perfectCopy(20, 128, ['write', 'read']);
  const {steps, inputs, targets} = args.episode;
  const panels = figureOf(args).panels.map(({layer}) => ({
    spans: layer[0]!.data.values,
    cells: layer[1]!.data.values,
  }));
  const ones = (values: Float32Array, size: number) =>
    [...values].flatMap((value, index) =>
      value === 1 ? [{step: Math.floor(index / size), row: index % size, value}] : [],
    );
  expect(panels[0]!.cells).toEqual(ones(inputs, 9));
  expect(panels[1]!.cells).toEqual(ones(targets, 8));
  // Both probabilities are far from 0, and only answering steps have any.
  expect(panels[2]!.cells).toEqual(
    [...targets]
      .map((bit, i) => ({step: Math.floor(i / 8), row: i % 8, value: bit ? 0.881 : 0.119}))
      .filter(({step}) => step > 20),
  );
  expect(panels.map(({spans}) => spans)).toEqual(
    [-0.5, 20.5, 20.5, -0.5, -0.5].map((from) => [{from, to: 40.5}]),
  );
  const readCells = Array.from({length: steps}, (_, step) => {
    const row = 1 + (step > 20 ? step - 21 : step);
    return [
      {step, row, value: 0.9},
      {step, row: row + 1, value: 0.1},
    ];
  });
  expect(panels[4]!.cells).toEqual(readCells.flat());
});

test('rows past the last one continue at row 0, with their own numbers', () => {
  const args = perfectCopy(3, 32, ['read']);
  const weightings = new Float32Array(7 * 32);
  [1, 0, 31, 30, 1, 0, 31].forEach((row, step) => {
    weightings[step * 32 + row] = 1;
  });
  const weighting = {shape: [7, 32], data: weightings};
  const shiftWeights = {shape: [7, 3], data: new Float32Array(21)};
  const drawn = (values: HeadTrace['values']) => {
    const head: HeadTrace = {index: 0, kind: 'read', label: 'read head', values};
    return figureOf({...args, trace: {...args.trace, heads: [head]}});
  };
  // Unless a head can shift from the last to the first, they stay in their order.
  expect(drawn({weighting}).title.subtitle[1]).toBe('memory of 32 rows, rows 0–31 shown');
  const {title, panels} = drawn({weighting, shiftWeights});
  const {data, encoding} = panels[3]!.layer[1]!;
  expect(title.subtitle[1]).toBe('memory of 32 rows, rows 28–31 and 0–3 shown');
  expect(data.values.map(({row}) => row)).toEqual([33, 32, 31, 30, 33, 32, 31]);
  expect(encoding.y!.axis).toMatchObject({values: [28, 30, 32, 34], labelExpr: 'datum.value % 32'});
});

test('titles, channels without names, and a model without heads', () => {
  const {episode, trace} = perfectCopy(1, 128, []);
  const {title, panels} = figureOf({episode, trace, title: 'A title'});
  expect(title).toMatchObject({
    text: 'A title',
    subtitle: ['3 steps, answers at step 2 (after the dashed line)'],
  });
  expect(panels).toHaveLength(3);
  expect(panels[1]!.layer[1]!.encoding.y!.axis.labelExpr).toBe(
    '["0","1","2","3","4","5","6","7"][datum.value]',
  );
  expect(figureOf({episode, trace}).title.text).toBe('One episode');
});

test.each<[number, number, Kind[]]>([
  [20, 128, ['write', 'read']],
  [60, 256, ['write', 'write', 'read', 'read', 'read']],
])('the image of %i vectors and %i rows', async (length, rows, kinds) => {
  const args = perfectCopy(length, rows, kinds);
  const {svg, elements, texts} = await draw(episodeFigure(args));
  expect(svg.length).toBeLessThan(400_000);
  const cells = figureOf(args).panels.flatMap(({layer}) => layer[1]!.data.values);
  expect(elements[0]).toBe('svg');
  expect(elements.filter((name) => name === 'path').length).toBeGreaterThan(cells.length);
  for (const label of [
    ...labelsOf(kinds),
    'inputs',
    'targets',
    'outputs',
    'delimiter',
    'bit 7',
    'time step',
  ]) {
    expect(texts).toContain(label);
  }
  expect(texts.filter((text) => text === 'memory row')).toHaveLength(kinds.length);
  expect(texts.filter((text) => text === 'value (bit, probability or weighting)')).toHaveLength(1);
});

test('seven heads and more stand in two columns, what writes beside what reads', () => {
  const kinds: Kind[] = ['read', 'write', 'read', 'write', 'write', 'read', 'write'];
  const {blocks} = figureOf(perfectCopy(3, 32, kinds));
  expect(blocks.map((block) => block.map((column) => column.map(({title}) => title)))).toEqual([
    [['inputs'], ['targets', 'outputs']],
    [
      ['write head 1', 'write head 2', 'write head 3', 'write head 4'],
      ['read head 1', 'read head 2', 'read head 3'],
    ],
  ]);
  for (const column of blocks.flat()) {
    const titles = column.map(({layer}) => layer[1]!.encoding.x.axis.title);
    expect(titles).toEqual([...column.slice(1).map(() => null), 'time step']);
  }
  const widths = blocks.flat(2).map(({width}) => width);
  expect(new Set(widths).size).toBe(1);
  const extents = blocks.map((columns) =>
    columns.map(([panel]) => panel!.layer[1]!.encoding.y!.axis.minExtent),
  );
  expect(extents).toEqual([
    [64, 40],
    [64, 40],
  ]);
  expect(figureOf(perfectCopy(3, 32, kinds.slice(1))).blocks).toHaveLength(1);
  const readers = figureOf(
    perfectCopy(
      3,
      32,
      Array.from(kinds, () => 'read'),
    ),
  );
  expect(readers.blocks[1]).toHaveLength(1);
  expect(readers.panels).toHaveLength(3 + kinds.length);
});

test('inputs below 0 or above 1 have a scale of their own', () => {
  const args = perfectCopy(2, 16, ['write', 'read']);
  const inputs = args.episode.inputs.map((_, index) => [0, 0.5, -1.25, 0.005][index % 4]!);
  const [signed, targets] = figureOf({...args, episode: {...args.episode, inputs}}).panels;
  expect(signed!.layer[1]!.encoding.fill!.scale.domain).toEqual([-1.25, 0, 1.25]);
  expect(signed!.layer[1]!.data.values).toEqual(
    [...inputs].flatMap((value, index) =>
      Math.abs(value) > 0.01 ? [{step: Math.floor(index / 9), row: index % 9, signed: value}] : [],
    ),
  );
  // White is their 0, on which only a dark line shows.
  expect(signed!.layer.map(({mark}) => mark.color)).toEqual(['#ffffff', undefined, '#333333']);
  expect(targets!.layer.map(({mark}) => mark.color)).toEqual(['#440154', undefined, 'white']);
  expect(targets!.layer[1]!.encoding.fill).toBeUndefined();
  expect(figureOf(args).panels[0]!.layer[1]!.encoding.fill).toBeUndefined();
  const counted = args.episode.inputs.map((input) => 2 * input);
  const [above] = figureOf({...args, episode: {...args.episode, inputs: counted}}).panels;
  expect(above!.layer[1]!.encoding.fill!.scale.domain).toEqual([-2, 0, 2]);
});

const sizes: Record<string, [number, Record<string, number>]> = {
  copy: [1, {length: 10}],
  'repeat-copy': [1, {length: 4, repeats: 10}],
  'associative-recall': [4, {items: 6}],
  'n-grams': [1, {steps: 200}],
  'priority-sort': [8, {items: 20}],
  'copy-stream': [1, {length: 4, copies: 3}],
  'few-shot': [1, {shots: 10}],
  transduction: [1, {length: 10}],
  dyck: [1, {pairs: 15}],
  'graph-traversal': [1, {nodes: 8, edges: 4}],
  'shortest-path': [1, {nodes: 8, edges: 2}],
  'even-pairs': [1, {length: 10}],
  'modular-arithmetic': [1, {length: 10}],
  'parity-check': [1, {length: 10}],
  'cycle-navigation': [1, {length: 10}],
  'stack-manipulation': [1, {length: 10}],
  'reverse-string': [1, {length: 10}],
  'modular-arithmetic-brackets': [1, {length: 10}],
  'solve-equation': [1, {length: 10}],
  'duplicate-string': [1, {length: 10}],
  'missing-duplicate': [1, {length: 10}],
  'odds-first': [1, {length: 10}],
  'binary-addition': [1, {length: 10}],
  'binary-multiplication': [1, {length: 10}],
  'compute-sqrt': [1, {length: 10}],
  'bucket-sort': [1, {length: 10}],
};

test.each(taskNames)('the image of an episode of %s', async (name) => {
  const task = createTask(name);
  const [pairs, difficulty] = sizes[name]!;
  const layer = ntm({
    units: task.outputSize,
    controller: {type: 'feedforward', units: 8},
    memory: {rows: 24, width: 4},
    heads: Array.from({length: pairs}, () => ['write', 'read'] as const).flat(),
    seed: 1,
    returnSequences: true,
    inputShape: [null, task.inputSize],
  });
  const episode = task.sample(new RandomStream(1), 1, difficulty);
  const trace = await inspect(sequential({layers: [layer]}), episode);
  const args = {trace, episode, task};
  const {svg, texts} = await draw(episodeFigure(args));
  // Pixels and triples are more than there is room for names.
  const named = task.inputSize > 25 ? task.inputChannels.slice(0, 1) : task.inputChannels;
  expect(texts).toEqual(expect.arrayContaining([`One episode of the task ${name}`, ...named]));
  expect(texts).toEqual(expect.arrayContaining(trace.heads.map(({label}) => label)));
  // Wide enough to be seen, and narrow enough for a page.
  expect(Number(/width="(\d+)"/.exec(svg)![1])).toBeLessThan(800);
  expect(figureOf(args).panels).toHaveLength(3 + 2 * pairs);
});

const good = perfectCopy(2, 16, ['write', 'read']);
const {episode, trace, task} = good;

test.each<[Partial<Record<keyof EpisodeFigureArgs, object>>, string]>([
  [{episode: {...episode, batch: 2}}, 'episode.batch must be 1, got 2'],
  [
    {episode: {...episode, mask: new Float32Array(4)}},
    'episode.mask.length must be 5, of one episode, got 4',
  ],
  [
    {trace: {...trace, outputs: {shape: [trace.outputs.data.length], data: trace.outputs.data}}},
    'trace.outputs.shape must be [5, 8]',
  ],
  [
    {
      trace: {
        ...trace,
        heads: [
          trace.heads[1]!,
          {...trace.heads[0]!, values: {weighting: {shape: [4, 20], data: new Float32Array(80)}}},
        ],
      },
    },
    'the shape of write head must be [5, 16], got [4,20]',
  ],
  [
    {task: {...task, inputChannels: ['a']}},
    'task.inputChannels must be 9 names, one for each channel, got ["a"]',
  ],
  [
    {titel: 'x'} as object,
    'figure.titel must be omitted: did you mean title? (the options are trace, episode, task, title)',
  ],
])('%# a wrong argument is named', (part, message) => {
  const call = () => episodeFigure({...good, ...part} as EpisodeFigureArgs);
  expect(call).toThrow(ArgumentError);
  expect(call).toThrow(message);
});
