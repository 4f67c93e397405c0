import {ArgumentError} from '@ntmjs/arguments';
import {expect, test} from 'vitest';
import {type CopyDifficulty, copyTask} from './copy.js';
import {blankEpisodes, type Episodes} from './episodes.js';
import type {RandomStream} from './random.js';
import type {Task} from './task.js';
import {requireSampling, requireTask} from './taskCheck.js';

const copy = copyTask();
const {metrics, options, config} = copy;
const [bits, wrongBits] = metrics as [Task['metrics'][number], Task['metrics'][number]];
const own = {...bits, name: 'own'};

test('a task without optional fields is accepted', () => {
  const {source: _, ...task} = copy;
  expect(requireTask('task', task)).toBe(task);
});

test.each([undefined, null, 'copy', [copy], copyTask])('%# rejects what is no task', (task) => {
  expect(() => requireTask('task', task as never)).toThrow(ArgumentError);
  expect(() => requireTask('task', task as never)).toThrow(
    'task must be a task, as createTask returns it, got ',
  );
});

const nameExpected = 'task.name must be lowercase letters, digits and hyphens that begin with a letter, got ';
const metricsExpected = 'task.metrics must be a list of metrics that begins with bitMetrics, got ';
const solvedExpected = 'task.solved must be {metric, below} or {metric, above}, got ';

test.each<[object, string]>([
  [{name: ''}, 'task.name must be a non-empty string, got ""'],
  [{name: '../../evil name'}, `${nameExpected}"../../evil name"`],
  [{name: 'Copy'}, `${nameExpected}"Copy"`],
  [{name: '2-copies'}, `${nameExpected}"2-copies"`],
  [{title: undefined}, 'task.title must be a non-empty string, got undefined'],
  [{description: 3}, 'task.description must be a non-empty string, got 3'],
  [{source: {url: 'https://example.org'}}, 'task.source.reference must be a non-empty string, got undefined'],
  [{source: {reference: 'A (2014)'}}, 'task.source.url must be a non-empty string, got undefined'],
  [{options: undefined}, 'task.options must be an object with a declaration for each option, got undefined'],
  [
    {options: {...options, vectorWidth: {type: 'int'}}},
    'task.options.vectorWidth.type must be one of "integer"',
  ],
  [
    {options: {...options, vectorWidth: {...options.vectorWidth, default: 0}}},
    'task.options.vectorWidth.default must be a positive integer, got 0',
  ],
  [{config: undefined}, 'task.config must be an object with the options vectorWidth, minLength'],
  [{config: {}}, 'task.config.vectorWidth must be a positive integer, got undefined'],
  [{config: {...config, width: 2}}, 'task.config.width must be omitted (the options are vectorWidth, '],
  [
    {trainingRange: undefined},
    'task.trainingRange must be an object with a range {min, max} for each part of the difficulty, got undefined',
  ],
  [
    {trainingRange: {length: 3}},
    'task.trainingRange.length must be an object with the options min, max, got 3',
  ],
  [
    {trainingRange: {length: {min: 3, max: 1}}},
    'task.trainingRange.length.max must be an integer at least 3, got 1',
  ],
  [
    {trainingRange: {length: {min: 0.5, max: 1}}},
    'task.trainingRange.length.min must be an integer, got 0.5',
  ],
  [
    {trainingRange: {length: {min: 1}}},
    'task.trainingRange.length.max must be a positive integer, got undefined',
  ],
  [{evaluation: undefined}, 'task.evaluation must be a list of difficulties, got undefined'],
  [
    {evaluation: [{length: 9}, {width: 2}]},
    'task.evaluation[1].width must be omitted (the options are length)',
  ],
  [{evaluation: [{length: '9'}]}, 'task.evaluation[0].length must be an integer, got "9"'],
  [{evaluationTask: {create: copyTask}}, 'task.evaluationTask.description must be a non-empty string'],
  [{evaluationTask: {description: 'x'}}, 'task.evaluationTask.create must be a function, got undefined'],
  [
    {inputChannels: undefined},
    'task.inputChannels must be a list of at least one channel name, all different, got undefined',
  ],
  [
    {outputChannels: ['a', 'a']},
    'task.outputChannels must be a list of at least one channel name, all different',
  ],
  [{inputSize: 1}, 'task.inputSize must be 9, the number of input channels, got 1'],
  [{outputSize: 9}, 'task.outputSize must be 8, the number of output channels, got 9'],
  [{metrics: undefined}, `${metricsExpected}undefined`],
  [{metrics: []}, `${metricsExpected}[]`],
  [{metrics: [bits]}, `${metricsExpected}["bits"]`],
  [{metrics: [wrongBits, bits]}, `${metricsExpected}["wrongBits","bits"]`],
  [
    {metrics: [bits, wrongBits, bits]},
    'task.metrics[2].name must be a name that no other metric of the task has, got "bits"',
  ],
  [{metrics: [...metrics, undefined]}, 'task.metrics[2] must be a metric {name, '],
  [{metrics: [...metrics, {...own, title: undefined}]}, 'task.metrics[2].title must be a non-empty string'],
  [{metrics: [...metrics, {...own, meaning: ''}]}, 'task.metrics[2].meaning must be a non-empty string'],
  [
    {metrics: [...metrics, {...own, unit: '%'}]},
    'task.metrics[2].unit must be one of "bits", "mistakes", "share"',
  ],
  [
    {metrics: [...metrics, {...own, better: 'more'}]},
    'task.metrics[2].better must be one of "lower", "higher"',
  ],
  [{metrics: [...metrics, {...own, evaluate: undefined}]}, 'task.metrics[2].evaluate must be a function'],
  [{solved: undefined}, `${solvedExpected}undefined`],
  [{solved: {metric: 'bits'}}, `${solvedExpected}{"metric":"bits"}`],
  [{solved: {metric: 'bits', below: 1, above: 0}}, `${solvedExpected}{"metric":"bits","below":1,"above":0}`],
  [{solved: {metric: 'bits', below: 'one'}}, 'task.solved.below must be a finite number, got "one"'],
  [{solved: {metric: 'loss', below: 1}}, 'task.solved.metric must be one of "bits", "wrongBits", got "loss"'],
  [{sample: undefined}, 'task.sample must be a function, got undefined'],
])('%# rejects a task with %j', (fields, message) => {
  const call = () => requireTask('task', {...copy, ...fields});
  expect(call).toThrow(ArgumentError);
  expect(call).toThrow(message);
});

/** The copy task with other episodes. */
const withEpisodes = (change: (episodes: Episodes) => unknown): Task => ({
  ...copy,
  sample: (random, batch, difficulty) =>
    change(copy.sample(random, batch, difficulty as Partial<CopyDifficulty>)) as Episodes,
});

const filled = (array: Float32Array, value: number) => array.map(() => value);

test.each<[Task, string]>([
  [withEpisodes(() => undefined), 'task.sample(random, batch) must be episodes, got undefined'],
  [
    withEpisodes((episodes) => ({...episodes, batch: 1})),
    'episodes.batch must be 3, the batch to draw, got 1',
  ],
  [
    withEpisodes((episodes) => ({...episodes, inputSize: 4})),
    'episodes.inputSize must be 9, as task.inputSize, got 4',
  ],
  [withEpisodes((episodes) => ({...episodes, steps: 0})), 'episodes.steps must be a positive integer, got 0'],
  [
    withEpisodes((episodes) => ({...episodes, mask: [...episodes.mask]})),
    'episodes.mask must be a Float32Array, got [',
  ],
  [
    withEpisodes((episodes) => ({...episodes, targets: episodes.targets.subarray(8)})),
    'episodes.targets.length must be ',
  ],
  [
    withEpisodes((episodes) => ({...episodes, inputs: filled(episodes.inputs, Number.NaN)})),
    'episodes.inputs must be finite numbers, got NaN',
  ],
  [
    withEpisodes((episodes) => ({...episodes, targets: filled(episodes.targets, -1)})),
    'episodes.targets must be 0 or 1, got -1',
  ],
  [withEpisodes(blankEpisodes), 'episodes.mask must be 1 at answering steps, got '],
  [
    withEpisodes((episodes) => ({...episodes, targets: filled(episodes.targets, 1)})),
    'episodes.targets must be 0 where episodes.mask is 0, got 1',
  ],
  [
    {...copy, metrics: [...metrics, {...own, evaluate: () => [1]}]},
    'task.metrics[2].evaluate(logits, episodes) must be a list of 3 numbers, one for each sequence, got [1]',
  ],
  [
    {...copy, sample: (_: RandomStream, batch: number) => randomEpisodes(batch)},
    'task.sample must be a function that draws equal episodes for equal seeds',
  ],
  [
    {...copy, sample: (random: RandomStream, batch: number) => copy.sample(random, batch)},
    'task.sample(random, 1, {noSuchPart: 1}) must be an ArgumentError, since the difficulty has no such part',
  ],
])('%# rejects episodes that break the contract', (task, message) => {
  expect(() => requireTask('task', task)).not.toThrow();
  expect(() => requireSampling(task)).toThrow(ArgumentError);
  expect(() => requireSampling(task)).toThrow(message);
});

test('another error of a task passes through', () => {
  const sample = () => {
    throw new RangeError('no luck');
  };
  expect(() => requireSampling({...copy, sample})).toThrow(RangeError);
});

let calls = 0;

/** Episodes that ignore the stream: all different. */
function randomEpisodes(batch: number): Episodes {
  const episodes = blankEpisodes({batch, steps: 1, inputSize: copy.inputSize, outputSize: copy.outputSize});
  episodes.mask.fill(1);
  episodes.inputs.fill(calls++);
  return episodes;
}
