import {ArgumentError} from '@ntmjs/arguments';
import {copyTask, createTask, RandomStream} from '@ntmjs/tasks';
import {useBackend} from '@ntmjs/test-support';
import {expect, test} from 'vitest';
import {architectureNames, episode, modelOf} from '../fixtures/architectures.js';
import {type HeadFocus, shiftingHead, weightingOf} from '../fixtures/weightings.js';
import {describeAlgorithm, type HeadTrace, inspect} from '../index.js';
import type {TracedRecord} from '../trace/episodeTrace.js';

useBackend('cpu');

const rows = 40;
const run = (first: number, count: number) => Array.from({length: count}, (_, index) => first + index);

/** The description of a head in an episode of the copy task, with its focus at each step. */
function sentencesOf(
  kind: HeadTrace['kind'],
  focuses: readonly HeadFocus[],
  values: TracedRecord = {},
): readonly string[] {
  const head = shiftingHead(kind, focuses, rows);
  const task = copyTask();
  const episode = task.sample(new RandomStream(1), 1, {length: (focuses.length - 1) / 2});
  const trace = {steps: episode.steps, heads: [{...head, values: {...head.values, ...values}}]};
  return describeAlgorithm({trace, episode, task})[0]!.sentences;
}

test('a perfect copy', () => {
  expect(
    sentencesOf('write', [
      ...run(12, 20),
      ...run(32, 1),
      ...Array.from({length: 20}, () => 'spread' as const),
    ]),
  ).toEqual([
    'steps 0–20 (input, delimiter): writes forward row by row from row 12 to row 32',
    'steps 21–40 (answer): attends to several rows at once (effectively 40)',
  ]);
  expect(sentencesOf('read', [...run(0, 20).map(() => 3), ...run(12, 21)])).toEqual([
    'steps 0–19 (input): keeps reading row 3',
    'steps 20–40 (delimiter, answer): jumps to row 12 and reads forward row by row to row 32',
  ]);
});

test('a repeated copy', () => {
  const task = createTask('repeat-copy');
  const episode = task.sample(new RandomStream(1), 1, {length: 4, repeats: 3});
  const {steps} = episode;
  const answers = Array.from({length: 3}, () => run(5, 4)).flat();
  const focuses = [...run(5, 4), 39, ...answers, ...run(39, steps - 17)];
  const {sentences} = describeAlgorithm({
    trace: {steps, heads: [shiftingHead('read', focuses, rows)]},
    episode,
    task,
  })[0]!;
  expect(sentences).toEqual([
    'steps 0–3 (input): reads forward row by row from row 5 to row 8',
    'step 4 (delimiter): jumps to row 39 and reads it',
    'steps 5–8 (answer): jumps to row 5 and reads forward row by row to row 8',
    'steps 9–16 (answer): jumps to row 5 and reads forward row by row to row 8, 2 times',
    'step 17 (answer): jumps to row 39 and reads it',
  ]);
});

test.each<[HeadFocus[], string[]]>([
  [
    [2, 3, 3, 4, 5],
    [
      'steps 0–1 (input): writes forward row by row from row 2 to row 3',
      'steps 2–4 (delimiter, answer): stays at row 3 for a step and writes forward row by row to row 5',
    ],
  ],
  [
    [1, 0, 39, 39, 39],
    [
      'steps 0–2 (input, delimiter): writes backward row by row from row 1 to row 39',
      'steps 3–4 (answer): keeps writing to row 39',
    ],
  ],
  [
    ['idle', 'idle', 'spread', 7, 7],
    [
      'steps 0–1 (input): writes almost nothing',
      'step 2 (delimiter): attends to several rows at once (effectively 40)',
      'steps 3–4 (answer): focuses on row 7 and keeps writing to it',
    ],
  ],
  [
    [4, 20, 1, 'spread', 9],
    [
      'steps 0–4 (input, delimiter, answer): moves irregularly, pointing at rows 4, 20, 1, 9, and at none in 1 of these steps',
    ],
  ],
  [
    [5, 4, 3, 4, 5],
    [
      'steps 0–2 (input, delimiter): writes backward row by row from row 5 to row 3',
      'steps 3–4 (answer): steps to row 4 and writes forward row by row to row 5',
    ],
  ],
])('what a head does that writes at %j', (focuses, sentences) => {
  expect(sentencesOf('write', focuses)).toEqual(sentences);
});

test('rows that are found by content', () => {
  const focuses = [30, 30, 12, 13, 14];
  const column = (values: readonly number[], width = 1) => ({
    shape: [values.length / width, width],
    data: Float32Array.from(values),
  });
  /** Looks the rows up from which it shifts, where its gate is 1. */
  const values = (gates: readonly number[], shift: number) => ({
    interpolationGate: column(gates),
    shiftWeights: column(
      gates.flatMap(() => [-1, 0, 1].map((one) => Number(one === shift))),
      3,
    ),
    contentWeighting: weightingOf(
      focuses.map((row) => row - shift),
      rows,
    ),
    interpolatedWeighting: weightingOf(
      focuses.map((row) => row - shift),
      rows,
    ),
  });
  expect(sentencesOf('read', focuses, values([0, 0, 1, 0, 0], 0))).toEqual([
    'steps 0–1 (input): keeps reading row 30',
    'steps 2–4 (delimiter, answer): jumps to row 12, found by content, and reads forward row by row to row 14',
  ]);
  expect(sentencesOf('read', focuses, values([1, 1, 1, 1, 1], 1))).toEqual([
    'steps 0–1 (input): keeps reading row 30, found by content at each step',
    'steps 2–4 (delimiter, answer): jumps to row 12, found by content (its key matches row 11, then it shifts by +1), and reads forward row by row to row 14, found by content at each step',
  ]);
});

test.each(architectureNames)('every step of every head of %s is described once', async (name) => {
  const trace = await inspect(modelOf(name), episode);
  const accounts = describeAlgorithm({trace, episode: {...episode, mask: new Float32Array(11).fill(1, 6)}});
  const pointing = trace.heads.filter(({values}) => values.weighting !== undefined);
  expect(accounts.map(({label}) => label)).toEqual(pointing.map(({label}) => label));
  for (const {movements, sentences} of accounts) {
    expect(sentences).toHaveLength(movements.length);
    expect(movements.map(({from}) => from)).toEqual([0, ...movements.slice(0, -1).map(({to}) => to + 1)]);
    expect(movements.at(-1)!.to).toBe(10);
  }
});

test('a head that jumps about by content', () => {
  const focuses = [4, 20, 1, 9, 30, 2, 35, 7, 16];
  const column = (value: number) => ({shape: [9, 1], data: new Float32Array(9).fill(value)});
  const weighting = weightingOf(focuses, rows);
  const shiftWeights = {shape: [9, 3], data: Float32Array.from(focuses.flatMap(() => [0, 1, 0]))};
  const shown = {shiftWeights, contentWeighting: weighting, interpolatedWeighting: weighting};
  const rowsInWords = 'moves irregularly, pointing at rows 4, 20, 1, 9, 30, 2, 35, 7, …';
  expect(sentencesOf('read', focuses, {...shown, interpolationGate: column(0.75)})).toEqual([
    `steps 0–8 (input, delimiter, answer): ${rowsInWords}, found by content at each step`,
  ]);
  expect(sentencesOf('read', focuses, {...shown, interpolationGate: column(0.25)})).toEqual([
    `steps 0–8 (input, delimiter, answer): ${rowsInWords}`,
  ]);
});

test('heads without a weighting are omitted, and without a task there is no delimiter', () => {
  const episode = copyTask().sample(new RandomStream(1), 1, {length: 2});
  const heads = [
    {...shiftingHead('write', run(0, 5), rows), values: {}},
    shiftingHead('read', run(0, 5), rows),
  ];
  const accounts = describeAlgorithm({trace: {steps: 5, heads}, episode});
  expect(accounts).toMatchObject([
    {
      label: 'read head',
      kind: 'read',
      movements: [{from: 0, to: 4, shift: 1}],
      sentences: ['steps 0–4 (input, answer): reads forward row by row from row 0 to row 4'],
    },
  ]);
});

test.each([undefined, {}])('%j is rejected', (args) => {
  expect(() => describeAlgorithm(args as never)).toThrow(ArgumentError);
});

test('a wrong argument is named', () => {
  const episode = copyTask().sample(new RandomStream(1), 1, {length: 2});
  const trace = {steps: 4, heads: []};
  expect(() => describeAlgorithm({trace, episode})).toThrow(ArgumentError);
  expect(() => describeAlgorithm({trace, episode})).toThrow(
    "trace.steps must be 5, the episode's number of steps, got 4",
  );
  const two = copyTask().sample(new RandomStream(1), 2, {length: 2});
  expect(() => describeAlgorithm({trace: {steps: 5, heads: []}, episode: two})).toThrow(
    'episode.inputs.length must be 45, of one episode, got 90',
  );
  const mask = new Float32Array(4);
  expect(() => describeAlgorithm({trace: {steps: 5, heads: []}, episode: {...episode, mask}})).toThrow(
    'episode.mask.length must be 5, of one episode, got 4',
  );
  expect(() => describeAlgorithm({trace, episode, titel: ''} as never)).toThrow(
    'describeAlgorithm.titel must be omitted (the options are trace, episode, task)',
  );
});
