import {
  ArgumentError,
  requireChoice,
  requireDeclarations,
  requireFunction,
  requireInteger,
  requireKeys,
  requireList,
  requireNumber,
  requireObject,
  requireOption,
  requireText,
} from '@ntmjs/arguments';
import {type Episodes, requireEpisodes} from './episodes.js';
import {bitMetrics, type Metric} from './metrics.js';
import {RandomStream} from './random.js';
import type {Task} from './task.js';

/** Names become parts of folder names. */
const NAME = /^[a-z][a-z0-9-]*$/;

/**
 * Returns `task` if it has every field of a task, each of its type and without contradiction; throws an `ArgumentError`
 * otherwise. Draws no episodes.
 *
 * @param argument the task, for the message: `task`
 */
export function requireTask(argument: string, task: Task): Task {
  requireObject(argument, task, 'a task, as createTask returns it');
  if (!NAME.test(requireText(`${argument}.name`, task.name))) {
    const expected = 'lowercase letters, digits and hyphens that begin with a letter';
    throw new ArgumentError(`${argument}.name`, expected, task.name);
  }
  requireText(`${argument}.title`, task.title);
  requireText(`${argument}.description`, task.description);
  if (task.source !== undefined) requireSource(`${argument}.source`, task.source);
  requireConfig(argument, task);
  requireDifficulty(argument, task);
  if (task.evaluationTask !== undefined) {
    const {evaluationTask} = task;
    requireKeys(`${argument}.evaluationTask`, evaluationTask, ['description', 'create']);
    requireText(`${argument}.evaluationTask.description`, evaluationTask.description);
    requireFunction(`${argument}.evaluationTask.create`, evaluationTask.create);
  }
  for (const side of ['input', 'output'] as const) {
    const names = task[`${side}Channels`];
    requireChannels(`${argument}.${side}Channels`, names);
    if (task[`${side}Size`] === names.length) continue;
    const expected = `${names.length}, the number of ${side} channels`;
    throw new ArgumentError(`${argument}.${side}Size`, expected, task[`${side}Size`]);
  }
  requireMetrics(`${argument}.metrics`, task.metrics);
  requireSolved(`${argument}.solved`, task);
  requireFunction(`${argument}.sample`, task.sample);
  return task;
}

function requireSource(argument: string, source: NonNullable<Task['source']>): void {
  requireKeys(argument, source, ['reference', 'section', 'url']);
  requireText(`${argument}.reference`, source.reference);
  requireText(`${argument}.url`, source.url);
  if (source.section !== undefined) requireText(`${argument}.section`, source.section);
}

function requireConfig(argument: string, {config, options}: Task): void {
  requireDeclarations(`${argument}.options`, options);
  requireKeys(`${argument}.config`, config, Object.keys(options));
  for (const [option, declaration] of Object.entries(options)) {
    requireOption(`${argument}.config.${option}`, config[option], declaration);
  }
}

function requireDifficulty(argument: string, {trainingRange, evaluation}: Task): void {
  requireObject(
    `${argument}.trainingRange`,
    trainingRange,
    'an object with a range {min, max} for each part of the difficulty',
  );
  for (const [part, range] of Object.entries(trainingRange)) {
    const path = `${argument}.trainingRange.${part}`;
    requireKeys(path, range, ['min', 'max']);
    requireInteger(`${path}.max`, range.max, {min: requireInteger(`${path}.min`, range.min)});
  }
  requireList(`${argument}.evaluation`, evaluation, 'a list of difficulties');
  for (const [index, difficulty] of evaluation.entries()) {
    const path = `${argument}.evaluation[${index}]`;
    requireKeys(path, difficulty, Object.keys(trainingRange));
    for (const [part, value] of Object.entries(difficulty)) requireInteger(`${path}.${part}`, value);
  }
}

function requireChannels(argument: string, names: readonly string[]): void {
  const valid = Array.isArray(names) && names.length > 0 && names.every((name) => typeof name === 'string');
  if (valid && new Set(names).size === names.length) return;
  throw new ArgumentError(argument, 'a list of at least one channel name, all different', names);
}

function requireMetrics(argument: string, metrics: readonly Metric[]): void {
  requireList(argument, metrics, 'a list of metrics that begins with bitMetrics');
  for (const [index, metric] of metrics.entries()) {
    const path = `${argument}[${index}]`;
    requireObject(path, metric, 'a metric {name, title, meaning, unit, better, evaluate}');
    const {name, title, meaning, unit, better, evaluate} = metric;
    requireText(`${path}.name`, name);
    if (metrics.findIndex((other) => other?.name === name) < index) {
      throw new ArgumentError(`${path}.name`, 'a name that no other metric of the task has', name);
    }
    requireText(`${path}.title`, title);
    requireText(`${path}.meaning`, meaning);
    requireChoice(`${path}.unit`, unit, ['bits', 'mistakes', 'share']);
    requireChoice(`${path}.better`, better, ['lower', 'higher']);
    requireFunction(`${path}.evaluate`, evaluate);
  }
  const names = metrics.map(({name}) => name);
  if (bitMetrics.some(({name}, index) => names[index] !== name)) {
    throw new ArgumentError(argument, 'a list of metrics that begins with bitMetrics', names);
  }
}

function requireSolved(argument: string, {solved, metrics}: Task): void {
  requireObject(argument, solved, '{metric, below} or {metric, above}');
  requireKeys(argument, solved, ['metric', 'below', 'above']);
  const names = metrics.map(({name}) => name);
  requireChoice(`${argument}.metric`, solved.metric, names);
  const thresholds = (['below', 'above'] as const).filter((side) => Reflect.get(solved, side) !== undefined);
  if (thresholds.length !== 1) {
    throw new ArgumentError(argument, '{metric, below} or {metric, above}', solved);
  }
  requireNumber(`${argument}.${thresholds[0]}`, Reflect.get(solved, thresholds[0]!));
}

/** A part that no difficulty has. */
const UNKNOWN_PART = 'noSuchPart';

/**
 * Checks the episodes of a task that `requireTask` accepts: they are of the sizes that it declares, equal seeds draw equal
 * ones, every metric measures each of them, and an unknown part of the difficulty is an error.
 *
 * @throws ArgumentError if they break the contract of `Task.sample`
 */
export function requireSampling(task: Task): void {
  const [batch, draws] = [3, 3];
  const drawn = () => {
    const random = new RandomStream(1);
    return Array.from({length: draws}, () => task.sample(random, batch));
  };
  const [first, again] = [drawn(), drawn()];
  for (const episodes of first) {
    requireSizes(episodes, task, batch);
    requireBits(episodes);
    requireValues(task, episodes);
  }
  for (const [index, {inputs, targets, mask}] of first.entries()) {
    const other = again[index]!;
    if (isEqual(inputs, other.inputs) && isEqual(targets, other.targets) && isEqual(mask, other.mask))
      continue;
    const expected = 'a function that draws equal episodes for equal seeds: random only by its RandomStream';
    throw new ArgumentError('task.sample', expected, task.sample);
  }
  requireRefusal(task);
}

function requireSizes(episodes: Episodes, {inputSize, outputSize}: Task, batch: number): void {
  requireObject('task.sample(random, batch)', episodes, 'episodes');
  const sizes = {batch, inputSize, outputSize};
  for (const name of ['batch', 'inputSize', 'outputSize'] as const) {
    if (episodes[name] === sizes[name]) continue;
    const expected = `${sizes[name]}, ${name === 'batch' ? 'the batch to draw' : `as task.${name}`}`;
    throw new ArgumentError(`episodes.${name}`, expected, episodes[name]);
  }
  requireEpisodes('episodes', episodes);
}

function requireBits({inputs, targets, mask, outputSize}: Episodes): void {
  const isBit = (value: number) => value === 0 || value === 1;
  const input = inputs.find((value) => !Number.isFinite(value));
  if (input !== undefined) throw new ArgumentError('episodes.inputs', 'finite numbers', input);
  for (const [name, array] of Object.entries({targets, mask})) {
    const value = array.find((each) => !isBit(each));
    if (value !== undefined) throw new ArgumentError(`episodes.${name}`, '0 or 1', value);
  }
  if (!mask.includes(1)) throw new ArgumentError('episodes.mask', '1 at answering steps', mask);
  const stray = targets.find((value, index) => value !== 0 && mask[Math.floor(index / outputSize)] === 0);
  if (stray === undefined) return;
  throw new ArgumentError('episodes.targets', '0 where episodes.mask is 0', stray);
}

function requireValues({metrics}: Task, episodes: Episodes): void {
  const logits = new Float32Array(episodes.targets.length);
  for (const [index, metric] of metrics.entries()) {
    const values: unknown = metric.evaluate(logits, episodes);
    const valid = Array.isArray(values) && values.every((value) => typeof value === 'number');
    if (valid && values.length === episodes.batch) continue;
    const expected = `a list of ${episodes.batch} numbers, one for each sequence`;
    throw new ArgumentError(`task.metrics[${index}].evaluate(logits, episodes)`, expected, values);
  }
}

function isEqual(one: Float32Array, other: Float32Array): boolean {
  return one.length === other.length && one.every((value, index) => value === other[index]);
}

function requireRefusal(task: Task): void {
  let episodes: Episodes;
  try {
    episodes = task.sample(new RandomStream(1), 1, {[UNKNOWN_PART]: 1});
  } catch (error) {
    if (error instanceof ArgumentError) return;
    throw error;
  }
  const expected = 'an ArgumentError, since the difficulty has no such part (check it with requireKeys)';
  throw new ArgumentError(`task.sample(random, 1, {${UNKNOWN_PART}: 1})`, expected, episodes);
}
