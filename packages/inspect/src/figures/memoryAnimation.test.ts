import {ArgumentError} from '@ntmjs/arguments';
import {copyTask, RandomStream} from '@ntmjs/tasks';
import {useBackend} from '@ntmjs/test-support';
import {expect, test} from 'vitest';
import {figureEpisode, hasRows, modelOf, rows, width} from '../fixtures/architectures.js';
import {draw} from '../fixtures/drawing.js';
import {shiftingHead} from '../fixtures/weightings.js';
import {inspect, type MemoryAnimationArgs, memoryAnimation, toAnimatedSvg, toSvg} from '../index.js';

useBackend('cpu');

/** A write head that goes on row by row from row 30, and stays at row 32, in an episode of the copy task. */
function copyOfTwo(): MemoryAnimationArgs {
  const task = copyTask();
  const episode = task.sample(new RandomStream(1), 1, {length: 2});
  const memoryRows = 100;
  const memory = new Float32Array(5 * memoryRows * 4);
  for (let step = 0; step < 5; step++) {
    for (let row = 0; row <= Math.min(step, 2); row++) {
      memory.set([row + 1, -row - 1, 0.5, 0], (step * memoryRows + 30 + row) * 4);
    }
  }
  return {
    task,
    episode,
    trace: {
      outputs: {shape: [5, 8], data: episode.targets.map((bit) => (bit ? 2 : -2))},
      heads: [shiftingHead('write', [30, 31, 32, 32, 32], memoryRows)],
      rowValues: {},
      state: {memory: {shape: [5, memoryRows, 4], data: memory}},
    },
  };
}

interface Animation {
  params: [{name: string; value: number; bind: {min: number; max: number; step: number}}];
  title: {text: string; subtitle: string[]};
  vconcat: [
    {vconcat: {title: string}[]},
    {data: {values: {text: string}[]}},
    {
      hconcat: {
        title: string;
        data: {values: {at: number; values: number[]}[]};
        encoding: {[channel: string]: {scale?: {domain: number[]}}};
      }[];
    },
  ];
}

const animationOf = (args: MemoryAnimationArgs) => memoryAnimation(args) as unknown as Animation;

test('at each step where the heads attend and what the rows around them hold', () => {
  const {title, params, vconcat} = animationOf(copyOfTwo());
  expect(title.text).toBe('The memory over time in the task copy');
  expect(title.subtitle[0]).toBe('memory of 100 rows, rows 28–34 shown');
  expect(params[0]).toMatchObject({name: 'step', value: 3, bind: {min: 0, max: 4, step: 1}});
  const [strips, line, {hconcat}] = vconcat;
  expect(strips.vconcat.map(({title}) => title)).toEqual(['inputs', 'targets', 'outputs']);
  expect(line.data.values.map(({text}) => text)).toEqual([
    'step 0 of 0–4: input',
    'step 1 of 0–4: input',
    'step 2 of 0–4: delimiter',
    'step 3 of 0–4: answer',
    'step 4 of 0–4: answer',
  ]);
  const [heads, contents] = hconcat;
  expect(heads!.data.values.map(({values}) => values)).toEqual([
    [0, 0, 0.9, 0, 0, 0, 0],
    [0, 0, 0, 0.9, 0, 0, 0],
    [0, 0, 0, 0, 0.9, 0, 0],
    [0, 0, 0, 0, 0.9, 0, 0],
    [0, 0, 0, 0, 0.9, 0, 0],
  ]);
  const nothing = [0, 0, 0, 0];
  const held = [nothing, nothing, [1, -1, 0.5, 0], [2, -2, 0.5, 0], nothing, nothing, nothing].flat();
  const {values} = contents!.data.values[1]!;
  expect(values).toHaveLength(28);
  // Forty shades from 0 to 3.
  for (const [index, value] of values.entries()) expect(Math.abs(value - held[index]!)).toBeLessThan(0.038);
  expect(contents!.encoding.fill!.scale!.domain).toEqual([-3, 0, 3]);
});

test('every cell is where its row and column are', async () => {
  const {svg, texts} = await draw(memoryAnimation(copyOfTwo()));
  expect(texts).toEqual(
    expect.arrayContaining(['step 3 of 0–4: answer', 'write head', '30', 'element of a row']),
  );
  // The seven rows of the band are 14 pixels high, and the four elements 20 wide: rows 30 to 32 hold something else than 0.
  const cells = [...svg.matchAll(/<path d="M([\d.-]+),([\d.-]+)h20.4v14.4h-20.4Z" fill="(#\w+)"/g)];
  expect(cells).toHaveLength(28);
  const filled = cells.filter(([, , , fill]) => fill !== '#ffffff');
  const positions = filled.map(([, x, y]) => [
    Math.floor((Number(x) + 1) / 20),
    Math.floor((Number(y) + 1) / 14),
  ]);
  expect(positions).toEqual([2, 3, 4].flatMap((row) => [0, 1, 2].map((column) => [column, row])));
});

/**
 * What is seen in an image: the color of each cell, that which is painted last, and all that is no cell. Vega numbers gradients anew in each
 * view.
 */
function seenIn(svg: string) {
  const cells = new Map<string, string>();
  const others = svg
    .replaceAll(/gradient_\d+/g, 'gradient')
    .replaceAll(/<path d="([^"]*)" fill="(#\w{6})"\/>/g, (_, shapes: string, color: string) => {
      for (const [shape] of shapes.matchAll(/M[^Z]*Z/g)) cells.set(shape, color);
      return '';
    });
  return {cells: Object.fromEntries(cells), others: others.split('<').slice(2)};
}

test('the animation shows at each step what the specification shows of it', async () => {
  const spec = memoryAnimation(copyOfTwo());
  const animated = await toAnimatedSvg(spec);
  expect(animated).not.toMatch(/<script|href|url\(http/);
  for (let step = 0; step < 5; step++) {
    const frame = await toSvg({...spec, params: [{...spec.params![0]!, value: step}]} as typeof spec);
    const ifShown = (from: string, length: string, content: string) =>
      Number(from) <= step && step < Number(from) + Number(length) ? content : '';
    const shown = animated
      .replace(/<style>.*<\/style>/s, '')
      .replaceAll(/<g class="from(\d+) for(\d+)"[^>]*>(.*?)<\/g>/g, (_, ...found) =>
        ifShown(found[0], found[1], found[2]),
      )
      .replaceAll(
        /<(\w+) class="from(\d+) for(\d+)"(?: visibility="hidden")?(.*?(?:\/>|<\/text>))/g,
        (_, name, from, length, rest) => ifShown(from, length, `<${name}${rest}`),
      );
    expect(seenIn(shown)).toEqual(seenIn(frame));
    expect(Object.keys(seenIn(frame).cells).length).toBeGreaterThan(7 * 5);
  }
});

test.each(hasRows)('the memory of %s', async (name) => {
  const trace = await inspect(modelOf(name), figureEpisode);
  const spec = memoryAnimation({trace, episode: figureEpisode});
  const {texts} = await draw(spec);
  expect(texts).toContain('step 6 of 0–10: answer');
  expect(texts.filter((text) => text.startsWith('value ('))).toHaveLength(1);
  expect(texts.join()).not.toContain('), value');
  for (const {label, values} of trace.heads) if (values.weighting) expect(texts).toContain(label);
  const [, , {hconcat}] = (spec as unknown as Animation).vconcat;
  const {values} = hconcat.at(-1)!.data.values[10]!;
  const held = [...trace.state.memory!.data.subarray(10 * rows * width)];
  const most = Math.max(...trace.state.memory!.data.map(Math.abs));
  expect(values).toHaveLength(rows * width);
  for (const [index, value] of values.entries()) {
    expect(Math.abs(value - held[index]!)).toBeLessThan((1.5 * most) / 40);
  }
});

test('matrix memories have no rows to show', async () => {
  const trace = await inspect(modelOf('delta'), figureEpisode);
  expect(() => memoryAnimation({trace, episode: figureEpisode})).toThrow(
    'trace.state.memory must be [11, rows, width] numbers, got undefined',
  );
});

test('an access that shows no heads has its contents alone', async () => {
  const {trace, ...others} = copyOfTwo();
  const {vconcat} = animationOf({...others, trace: {...trace, heads: []}});
  expect(vconcat[2].hconcat.map(({title}) => title)).toEqual(['contents after the step']);
});

test('a memory of zeros has a scale', () => {
  const {trace, ...others} = copyOfTwo();
  const memory = {shape: [5, 100, 4], data: new Float32Array(2000)};
  const {vconcat} = animationOf({...others, trace: {...trace, state: {memory}}});
  expect(vconcat[2].hconcat[1]!.encoding.fill!.scale!.domain).toEqual([-1, 0, 1]);
});

test('wrong arguments are named', async () => {
  const {trace, ...others} = copyOfTwo();
  expect(() => memoryAnimation({trace: {...trace, state: {}}, ...others})).toThrow(ArgumentError);
  expect(() => memoryAnimation({trace: {...trace, state: {}}, ...others})).toThrow(
    'trace.state.memory must be [5, 100, width] numbers, got undefined',
  );
  const memory = {shape: [5, 99, 4], data: new Float32Array(1980)};
  expect(() => memoryAnimation({trace: {...trace, state: {memory}}, ...others})).toThrow('got [5,99,4]');
  expect(() => memoryAnimation({...copyOfTwo(), titel: ''} as never)).toThrow(
    'animation.titel must be omitted',
  );
  const spec = memoryAnimation(copyOfTwo());
  await expect(toAnimatedSvg(spec, {secondsPerStep: 0})).rejects.toThrow(
    'secondsPerStep must be a finite number above 0, got 0',
  );
  await expect(toAnimatedSvg({...spec, params: []})).rejects.toThrow(
    'spec.params must be parameters with exactly one slider, got []',
  );
  const slider = {name: 'step', value: 0, bind: {input: 'range', min: 0, max: 1e9, step: 1}} as const;
  await expect(toAnimatedSvg({...spec, params: [slider]})).rejects.toThrow(
    'spec.params: step.bind.max must be a finite number at least 0 and at most 9999, got 1000000000',
  );
});
