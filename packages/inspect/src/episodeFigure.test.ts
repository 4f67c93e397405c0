import {ArgumentError} from '@ntmjs/arguments';
import {copyTask, RandomStream} from '@ntmjs/tasks';
import {expect, test} from 'vitest';
import {headLabels} from './heads.js';
import {type EpisodeFigureArgs, episodeFigure, type HeadTrace, toSvg} from './index.js';

type Kind = HeadTrace['kind'];

/**
 * A perfect copy: heads write rows 0 … T − 1 and wait at row T while they answer; heads that read go along with them, then
 * jump back and read the rows again. Each head stands `index` rows further than the first.
 */
function perfectCopy(length: number, rows: number, kinds: readonly Kind[]): EpisodeFigureArgs {
  const task = copyTask();
  const episode = task.sample(new RandomStream(1), 1, {length});
  const heads = headLabels(kinds).map((label, index): HeadTrace => {
    const kind = kinds[index]!;
    const weightings = new Float32Array(episode.steps * rows);
    for (let step = 0; step < episode.steps; step++) {
      const answered = step - length - 1;
      const row = index + (answered < 0 ? step : kind === 'read' ? answered : length);
      weightings[step * rows + row] = 0.9;
      weightings[step * rows + row + 1] = 0.1;
    }
    return {index, kind, label, rows, weightings};
  });
  const outputs = {shape: [episode.steps, 8], data: episode.targets.map((bit) => (bit ? 2 : -2))};
  return {task, episode, trace: {outputs, heads}};
}

/** The part of a figure's specification that the tests look at. */
interface Figure {
  title: {text: string; subtitle: string[]};
  vconcat: {
    title: string;
    width: number;
    height: number;
    layer: {
      data: {values: Record<string, number>[]};
      encoding: {
        x: {scale: object; axis: {title: string | null; values: number[]}};
        y?: {scale: object; axis: {title: string; values: number[]; labelExpr: string}};
      };
    }[];
  }[];
}

const figureOf = (args: EpisodeFigureArgs) => episodeFigure(args) as unknown as Figure;

test('the panels of a perfect copy, top down, on one time axis', () => {
  const {title, vconcat} = figureOf(perfectCopy(20, 128, ['write', 'read']));
  expect(title.text).toBe('One episode of the task copy');
  expect(title.subtitle).toEqual([
    '41 steps, answers at steps 21–40 (from the dashed line on)',
    'memory of 128 rows, rows 0–24 shown',
  ]);
  expect(vconcat.map((panel) => panel.title)).toEqual([
    'inputs',
    'targets',
    'outputs',
    'write head',
    'read head',
  ]);
  for (const [index, {width, layer}] of vconcat.entries()) {
    const {x, y} = layer[1]!.encoding;
    expect(width).toBe(615);
    expect(x.scale).toEqual({domain: [-0.5, 40.5], nice: false, zero: false});
    expect(x.axis.values).toEqual([0, 5, 10, 15, 20, 25, 30, 35, 40]);
    expect(x.axis.title).toBe(index === 4 ? 'time step' : null);
    expect(y!.axis.title).toBe(index < 3 ? 'channel' : 'memory row');
    expect(layer[2]!.data.values).toEqual([{step: 20.5}]);
  }
  expect(vconcat[0]!.layer[1]!.encoding.y!.axis.labelExpr).toContain('"delimiter"][datum.value]');
  expect(vconcat[3]!.layer[1]!.encoding.y!.scale).toMatchObject({domain: [-0.5, 24.5], reverse: true});
});

test('the cells are the values', () => {
  const args = perfectCopy(20, 128, ['write', 'read']);
  const {steps, inputs, targets} = args.episode;
  const panels = figureOf(args).vconcat.map(({layer}) => ({
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

test('rows that pass the last one go on at row 0, under their own numbers', () => {
  const args = perfectCopy(3, 32, ['read']);
  const weightings = new Float32Array(7 * 32);
  [1, 0, 31, 30, 1, 0, 31].forEach((row, step) => {
    weightings[step * 32 + row] = 1;
  });
  const head: HeadTrace = {index: 0, kind: 'read', label: 'read head', rows: 32, weightings};
  const {title, vconcat} = figureOf({...args, trace: {...args.trace, heads: [head]}});
  const {data, encoding} = vconcat[3]!.layer[1]!;
  expect(title.subtitle[1]).toBe('memory of 32 rows, rows 28–31 and 0–3 shown');
  expect(data.values.map(({row}) => row)).toEqual([33, 32, 31, 30, 33, 32, 31]);
  expect(encoding.y!.axis).toMatchObject({values: [28, 30, 32, 34], labelExpr: 'datum.value % 32'});
});

test('titles, channels without names, and a model without heads', () => {
  const {episode, trace} = perfectCopy(1, 128, []);
  const {title, vconcat} = figureOf({episode, trace, title: 'A title'});
  expect(title).toMatchObject({
    text: 'A title',
    subtitle: ['3 steps, answers at step 2 (from the dashed line on)'],
  });
  expect(vconcat).toHaveLength(3);
  expect(vconcat[1]!.layer[1]!.encoding.y!.axis.labelExpr).toBe(
    '["0","1","2","3","4","5","6","7"][datum.value]',
  );
  expect(figureOf({episode, trace}).title.text).toBe('One episode');
});

/** The names of the elements of an XML text, which must nest as they should. */
function elementsOf(xml: string): string[] {
  const open: string[] = [];
  const names: string[] = [];
  for (const [, close, name, rest] of xml.matchAll(/<(\/?)([\w:]+)((?:\s+[\w:-]+="[^"<]*")*\s*\/?)>/g)) {
    if (close === '/') expect(open.pop()).toBe(name);
    else {
      names.push(name!);
      if (!rest!.endsWith('/')) open.push(name!);
    }
  }
  expect(open).toEqual([]);
  expect(names.length + [...xml.matchAll(/<\//g)].length).toBe([...xml.matchAll(/</g)].length);
  return names;
}

/** What stands in the texts of an SVG image. */
const textsOf = (svg: string) =>
  [...svg.matchAll(/<(?:text|tspan)[^>]*>([^<]+)</g)].map(([, text]) => text!.trim());

test.each<[number, number, Kind[]]>([
  [20, 128, ['write', 'read']],
  [60, 256, ['write', 'write', 'read', 'read', 'read']],
])('the image of %i vectors and %i rows', async (length, rows, kinds) => {
  const args = perfectCopy(length, rows, kinds);
  const svg = await toSvg(episodeFigure(args));
  expect(svg.length).toBeLessThan(400_000);
  const cells = figureOf(args).vconcat.flatMap(({layer}) => layer[1]!.data.values);
  const elements = elementsOf(svg);
  expect(elements[0]).toBe('svg');
  expect(elements.filter((name) => name === 'path').length).toBeGreaterThan(cells.length);
  const texts = textsOf(svg);
  for (const label of [
    ...headLabels(kinds),
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
  expect(svg).not.toMatch(/NaN|undefined|…/);
});

const good = perfectCopy(2, 16, ['write', 'read']);
const {episode, trace, task} = good;

test.each<[Partial<Record<keyof EpisodeFigureArgs, object>>, string]>([
  [{episode: {...episode, batch: 2}}, 'episode.batch must be 1, got 2'],
  [{episode: {...episode, mask: new Float32Array(4)}}, 'episode.mask.length must be 5, got 4'],
  [
    {trace: {...trace, outputs: {shape: [8], data: trace.outputs.data}}},
    'trace.outputs.shape must be [5, 8]',
  ],
  [
    {trace: {...trace, heads: [{...trace.heads[0]!, rows: 15}]}},
    'the weightings of write head must be [5, 15], got 80',
  ],
  [
    {task: {...task, inputChannels: ['a']}},
    'task.inputChannels must be 9 names, one for each channel, got ["a"]',
  ],
  [{titel: 'x'} as object, 'figure.titel must be left out (the options are trace, episode, task, title)'],
])('%# a wrong argument is named', (part, message) => {
  const call = () => episodeFigure({...good, ...part} as EpisodeFigureArgs);
  expect(call).toThrow(ArgumentError);
  expect(call).toThrow(message);
});
