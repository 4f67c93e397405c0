import {ArgumentError} from '@ntmjs/arguments';
import {createTask, type Episodes, type Metric, type Task} from '@ntmjs/tasks';
import {describeOnBackends, expectClose, useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, test} from 'vitest';
import type {CompileMode} from './engine.js';
import {constantModel, lstmModel, weightsOf} from './fixtures/models.js';
import {spoiltModel} from './fixtures/spoilt.js';
import {NonFiniteError} from './nonFinite.js';
import {createOptimizer, type OptimizerConfig} from './optimizers/createOptimizer.js';
import {train} from './train.js';
import type {TrainArgs} from './trainArgs.js';
import {startState, type TrainEvent, type TrainState} from './trainEvent.js';

const task = createTask('copy', {vectorWidth: 2, maxLength: 2});
const gravesRmsProp: OptimizerConfig = {type: 'gravesRmsProp', learningRate: 1e-3};

/** A metric in bits that no task has. */
function metricOf(name: string, evaluate: Metric['evaluate']): Metric {
  return {name, title: name, meaning: `the ${name}`, unit: 'bits', better: 'lower', evaluate};
}

/** Everything but what a test is about. */
function argsFor(given: Partial<TrainArgs> = {}): TrainArgs {
  return {
    model: lstmModel(task),
    task,
    optimizer: createOptimizer(gravesRmsProp),
    seed: 1,
    sequences: 20,
    clip: {elementwise: 10},
    ...given,
  };
}

async function eventsOf(args: TrainArgs): Promise<TrainEvent[]> {
  const events: TrainEvent[] = [];
  for await (const event of train(args)) events.push(event);
  return events;
}

/** What of the events does not depend on how fast the machine is. */
function numbersOf(events: readonly TrainEvent[]): unknown[] {
  return events.map(({report: {seconds: _, sequencesPerSecond: __, ...report}, state, ...event}) => {
    const {seconds: ___, ...rest} = state;
    return {...event, report, state: rest};
  });
}

/** A task whose sequences are counted, and that does something before each batch is drawn. */
function watched(before: (sequences: number) => void = () => {}): {task: Task; drawn(): number} {
  let sequences = 0;
  const sample: Task['sample'] = (random, batch, difficulty): Episodes => {
    before(sequences);
    sequences += batch;
    return task.sample(random, batch, difficulty);
  };
  return {task: {...task, sample}, drawn: () => sequences};
}

describeOnBackends('train', () => {
  test('equal seeds give equal numbers and weights; other seeds others', async () => {
    const runs = await Promise.all(
      [1, 1, 2].map(async (seed) => {
        const args = argsFor({seed, batch: 2, reportEvery: 5});
        return {numbers: numbersOf(await eventsOf(args)), weights: weightsOf(args.model)};
      }),
    );
    expect(runs[1]).toEqual(runs[0]);
    expect(runs[2]!.numbers).not.toEqual(runs[0]!.numbers);
    expect(runs[2]!.weights).not.toEqual(runs[0]!.weights);
  });

  test('resumes from its state, the optimizer and the weights, bit for bit', async () => {
    const whole = argsFor({sequences: 40, batch: 3, reportEvery: 10});
    const wholeEvents = await eventsOf(whole);

    const first = argsFor({sequences: 40, batch: 3, reportEvery: 10});
    const events: TrainEvent[] = [];
    for await (const event of train(first)) {
      events.push(event);
      if (event.report.sequences === 21) break;
    }
    const state: TrainState = JSON.parse(JSON.stringify(events.at(-1)!.state));
    const model = lstmModel(task, 5);
    model.setWeights(first.model.getWeights());
    const optimizer = createOptimizer(gravesRmsProp);
    await optimizer.setWeights(await first.optimizer.getWeights());
    events.push(...(await eventsOf({...first, model, optimizer, state})));

    expect(numbersOf(events)).toEqual(numbersOf(wholeEvents));
    expect(weightsOf(model)).toEqual(weightsOf(whole.model));
    expect(events.at(-1)!.state.seconds).toBeGreaterThan(state.seconds);
  });
});

describe('train', () => {
  useBackend('cpu');

  test('learns', async () => {
    const optimizer = createOptimizer({type: 'adam', learningRate: 0.02});
    const events = await eventsOf(argsFor({optimizer, sequences: 600, batch: 4, window: 100}));
    expect(events.at(-1)!.report.bits).toBeLessThan(0.7 * events[0]!.report.bits);
  });

  test('reports after each step for which reportWhen returns true', async () => {
    let steps = 0;
    const args = argsFor({model: constantModel(task, 0), reportWhen: () => ++steps % 3 === 0});
    const events = await eventsOf({...args, sequences: 8, batch: 1, reportEvery: 4});
    expect(events.map(({report}) => report.sequences)).toEqual([3, 4, 6, 8, 8]);
    expect(steps).toBeLessThanOrEqual(8);
  });

  test('reports progress, with means over the last sequences', async () => {
    const {task: copy} = watched();
    const seen: number[] = [];
    const args = argsFor({task: copy, model: constantModel(copy, 0), reportEvery: 4, window: 3});
    const optimizer = tf.train.sgd(1e-30);
    for await (const event of train({...args, optimizer, sequences: 10})) {
      seen.push(event.report.sequences);
      const {bits, wrongBits} = event.state.metrics as Record<'bits' | 'wrongBits', number[]>;
      expect(bits.length).toBe(3);
      expect(event.report.bits).toBeCloseTo((bits[0]! + bits[1]! + bits[2]!) / 3, 10);
      // A model that says 0 pays one bit for each target bit.
      for (const cost of bits) expect([2, 4]).toContain(cost);
      expect(event.report.wrongBits).toBeCloseTo((wrongBits[0]! + wrongBits[1]! + wrongBits[2]!) / 3, 10);
      expect(event.report.seconds).toBeGreaterThan(0);
      expect(event.report.sequencesPerSecond).toBeGreaterThan(0);
      expect(event.type).toBe(seen.length === 3 ? 'end' : 'progress');
    }
    expect(seen).toEqual([4, 8, 10]);
  });

  test.each([
    [1, 5, [5, 10, 15, 20]],
    [4, 5, [8, 12, 16, 20]],
    [7, 5, [7, 14, 20]],
    [20, 5, [20]],
    [3, 100, []],
  ])('batches of %d report every %d after %o sequences', async (batch, reportEvery, expected) => {
    const events = await eventsOf(argsFor({model: constantModel(task, 0), batch, reportEvery}));
    const progress = events.filter(({type}) => type === 'progress');
    expect(progress.map(({report}) => report.sequences)).toEqual(expected);
  });

  test.each([1, 3, 20, 64])('uses its budget up and no more in batches of %d', async (batch) => {
    const {task: counted, drawn} = watched();
    const events = await eventsOf(argsFor({task: counted, model: constantModel(task, 0), batch}));
    const last = events.at(-1)!;
    expect(last).toMatchObject({type: 'end', reason: 'budget', report: {sequences: 20}});
    expect(drawn()).toBe(20);
    expect(last.state.metrics.bits!.length).toBe(20);
  });

  test('ends as solved once the mean of a metric over a full window is small enough', async () => {
    const args = argsFor({model: constantModel(task, 0), window: 8, batch: 2});
    const solved = await eventsOf({...args, solved: {metric: 'wrongBits', below: 5}});
    const solvedAt = {sequences: 8, seconds: expect.any(Number)};
    expect(solved.at(-1)).toMatchObject({type: 'end', reason: 'solved', report: solvedAt, state: {solvedAt}});
    // A model that says 0 pays two or four bits.
    const unsolved = await eventsOf({...args, solved: {metric: 'bits', below: 2}});
    expect(unsolved.at(-1)).toMatchObject({type: 'end', reason: 'budget'});
    expect(unsolved.at(-1)!.state).not.toHaveProperty('solvedAt');
  });

  test('ends as solved once the mean of a metric of which more is better is large enough', async () => {
    const args = argsFor({model: constantModel(task, 0), window: 8, batch: 2});
    const solved = await eventsOf({...args, solved: {metric: 'bits', above: 2}});
    expect(solved.at(-1)).toMatchObject({type: 'end', reason: 'solved', report: {sequences: 8}});
    const unsolved = await eventsOf({...args, solved: {metric: 'bits', above: 4}});
    expect(unsolved.at(-1)).toMatchObject({type: 'end', reason: 'budget'});
  });

  test('continues after the task is solved if configured, and records when it was first solved', async () => {
    const args = argsFor({model: constantModel(task, 0), window: 8, batch: 2, reportEvery: 2});
    const events = await eventsOf({...args, solved: {metric: 'bits', below: 5}, stopWhenSolved: false});
    const solvedAt = events.map(({report}) => report.solvedAt?.sequences);
    expect(solvedAt).toEqual([undefined, undefined, undefined, 8, 8, 8, 8, 8, 8, 8, 8]);
    expect(new Set(events.slice(3).map(({state}) => state.solvedAt!.seconds)).size).toBe(1);
    expect(events.at(-1)).toMatchObject({reason: 'budget', report: {sequences: 20}});
  });

  test('reports all metrics of the task', async () => {
    const steps = metricOf('steps', (_, episodes) => new Array(episodes.batch).fill(episodes.steps));
    const other = {...task, metrics: [...task.metrics, steps]};
    const args = argsFor({task: other, model: constantModel(task, 0), window: 4, sequences: 200});
    const {report, state} = (await eventsOf({...args, solved: {metric: 'steps', below: 4}})).at(-1)!;
    const lastSteps = state.metrics.steps!;
    expect(lastSteps).toHaveLength(4);
    for (const length of lastSteps) expect([3, 5]).toContain(length);
    expect(report.metrics).toEqual({steps: lastSteps.reduce((sum, length) => sum + length) / 4});
    expect(report.metrics!.steps).toBeLessThan(4);
    expect((await eventsOf(argsFor())).at(-1)!.report).not.toHaveProperty('metrics');
  });

  test('a metric that is not a list of a number for each sequence is an error', async () => {
    const wrong = (evaluate: Metric['evaluate']) => {
      const metrics = [...task.metrics, metricOf('wrong', evaluate)];
      return eventsOf(argsFor({task: {...task, metrics}}));
    };
    await expect(wrong(() => [1, 2])).rejects.toThrow(
      'the value of the metric wrong must be a list of 1, one number for each sequence, got [1,2]',
    );
    await expect(wrong(() => [1 / 0])).rejects.toThrow('the metric wrong is Infinity after 0 sequences');
    // NaN means that the metric does not apply to a sequence.
    expect((await wrong(() => [Number.NaN])).at(-1)).toMatchObject({report: {metrics: {wrong: Number.NaN}}});
  });

  test('a state that is at its end ends at once, without a step', async () => {
    const first = argsFor({model: constantModel(task, 0)});
    const {state} = (await eventsOf(first)).at(-1)!;
    const {task: counted, drawn} = watched();
    const events = await eventsOf({...first, task: counted, state});
    expect(events).toMatchObject([{type: 'end', reason: 'budget', report: {sequences: 20}}]);
    expect(drawn()).toBe(0);
  });

  test('a signal ends it after the current step', async () => {
    const controller = new AbortController();
    const {task: counted, drawn} = watched((sequences) => {
      if (sequences === 6) controller.abort();
    });
    const {signal} = controller;
    const events = await eventsOf(argsFor({task: counted, batch: 2, signal, model: constantModel(task, 0)}));
    expect(events).toMatchObject([{type: 'end', reason: 'stopped', report: {sequences: 8}}]);
    expect(drawn()).toBe(8);
  });

  test('a signal that came before ends it without a step', async () => {
    const events = await eventsOf(argsFor({signal: AbortSignal.abort()}));
    expect(events).toMatchObject([{type: 'end', reason: 'stopped', report: {sequences: 0}}]);
    expect(events[0]!.report.bits).toBeNaN();
  });

  test('lets the event loop run, so that timers can end it', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 60);
    const args = argsFor({model: constantModel(task, 0), sequences: 1e6, signal: controller.signal});
    expect((await eventsOf(args)).at(-1)).toMatchObject({reason: 'stopped'});
  });

  test('steps run only when an event is requested', async () => {
    const {task: counted, drawn} = watched();
    const loop = train(argsFor({task: counted, model: constantModel(task, 0), reportEvery: 5}));
    expect(drawn()).toBe(0);
    await loop.next();
    expect(drawn()).toBe(5);
    await loop.return();
    expect(drawn()).toBe(5);
  });

  test('neither a whole loop nor one that is left early leaves a tensor behind', async () => {
    const args = argsFor({reportEvery: 5});
    await eventsOf({...args, sequences: 1});
    const before = tf.memory();
    await eventsOf(args);
    for await (const event of train(args)) if (event.report.sequences >= 10) break;
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
  });

  test.each<CompileMode>(['auto', 'never'])(
    'a number that is not finite is an error that says after how many sequences; nothing has changed: %s',
    async (compile) => {
      const {model, spoilBy} = spoiltModel(task.outputSize);
      let before: number[] = [];
      const {task: breaking} = watched((sequences) => {
        if (sequences !== 6) return;
        before = weightsOf(model);
        spoilBy(Number.NaN);
      });
      const loop = eventsOf(argsFor({task: breaking, model, batch: 2, compile}));
      await expect(loop).rejects.toThrow(NonFiniteError);
      await expect(loop).rejects.toMatchObject({
        fact: 'the gradient of spoilt/sore is NaN after 6 sequences',
        sequences: 6,
      });
      expect(weightsOf(model)).toEqual(before);
    },
  );

  test('clips as configured', async () => {
    const args = argsFor({model: constantModel(task, 0), optimizer: tf.train.sgd(1), sequences: 3});
    await eventsOf({...args, clip: {globalNorm: 1e-3}});
    const norm = Math.sqrt(weightsOf(args.model).reduce((sum, weight) => sum + weight ** 2, 0));
    expect(norm).toBeGreaterThan(0);
    expect(norm).toBeLessThan(3.01e-3);
  });

  test('the learning rate falls, and is the optimizer’s own again afterwards', async () => {
    const rates: number[] = [];
    const optimizer = createOptimizer(gravesRmsProp);
    const {task: watching} = watched(() => rates.push(optimizer.learningRate));
    const args = argsFor({task: watching, optimizer, model: constantModel(task, 0), batch: 2, sequences: 10});
    const learningRateDecay = {to: 0.5, over: 8};
    const {report, state} = (await eventsOf({...args, learningRateDecay})).at(-1)!;
    const expected = [1, 0.875, 0.75, 0.625, 0.5].map((part) => expect.closeTo(1e-3 * part, 12));
    expect(rates).toEqual(expected);
    expect(report.learningRate).toBeCloseTo(0.5e-3, 12);
    expect(optimizer.learningRate).toBe(1e-3);

    rates.length = 0;
    await eventsOf({...args, learningRateDecay, state: {...state, rateScale: 0.25}, sequences: 12});
    expect(rates).toEqual([expect.closeTo(0.125e-3, 12)]);
  });

  test('a learning rate near zero hardly changes the weights', async () => {
    const args = argsFor({model: lstmModel(task), optimizer: tf.train.sgd(1), sequences: 30});
    const before = weightsOf(args.model);
    await eventsOf({...args, state: {...startState(1), rateScale: 1e-9}});
    expectClose(weightsOf(args.model), before, {absolute: 1e-6});
    expect(weightsOf(args.model)).not.toEqual(before);
  });

  test('a curriculum sets the difficulty, and reports include it', async () => {
    const lengths: number[] = [];
    const copy = createTask('copy', {vectorWidth: 2, maxLength: 6});
    const sample: Task['sample'] = (random, batch, difficulty) => {
      lengths.push(difficulty!.length!);
      return copy.sample(random, batch, difficulty);
    };
    const curriculum = {type: 'doubling', part: 'length', start: 1, below: 1000, window: 4} as const;
    const args = argsFor({
      task: {...copy, sample},
      model: constantModel(copy, 0),
      reportEvery: 2,
      curriculum,
    });
    const events = await eventsOf({...args, sequences: 100});
    const most = events.map(({report}) => report.difficulty!.length!);
    expect(most.slice(0, 8)).toEqual([1, 2, 2, 4, 4, 6, 6, 6]);
    const limits = lengths.map((_, index) => [1, 2, 4, 6][Math.min(3, Math.floor(index / 4))]!);
    for (const [index, limit] of limits.entries()) expect(lengths[index]).toBeLessThanOrEqual(limit);
    expect(new Set(lengths)).toEqual(new Set([1, 2, 3, 4, 5, 6]));
    expect(events.at(-1)!.state.curriculum!.max).toBe(6);
  });

  test('means are of the difficulty at present, without practice; the task is solved at its own', async () => {
    const lengths: number[] = [];
    const copy = createTask('copy', {vectorWidth: 2, minLength: 4, maxLength: 4});
    const sample: Task['sample'] = (random, batch, difficulty) => {
      lengths.push(difficulty!.length!);
      return copy.sample(random, batch, difficulty);
    };
    const growth = {type: 'stepping', part: 'length', start: 1, step: 1, below: 1000, window: 3} as const;
    const args = argsFor({
      task: {...copy, sample},
      // It says 0 and pays a bit for each bit: two for each of the length.
      model: constantModel(copy, 0),
      optimizer: tf.train.sgd(1e-30),
      ...{curriculum: {...growth, practice: 0.5}, reportEvery: 1, window: 3, sequences: 60},
      ...{solved: {metric: 'bits', below: 1000}, stopWhenSolved: false},
    });
    const events = await eventsOf(args);
    for (const {report, state} of events) {
      const isFirst = state.curriculum!.values.length === 0;
      expect(report.bits).toBeCloseTo(2 * (report.difficulty!.length! - (isFirst ? 1 : 0)), 6);
    }
    expect(new Set(lengths)).toEqual(new Set([1, 2, 3, 4]));
    // Practice goes on at the end, and was there between.
    expect(new Set(lengths.slice(-20))).toEqual(new Set([1, 2, 3, 4]));
    const last = lengths.map((length, index) => ({length, index})).filter(({length}) => length === 4);
    expect(events.at(-1)!.report.solvedAt!.sequences).toBe(last[2]!.index + 1);
  });
});

describe('train rejects before the first step', () => {
  useBackend('cpu');

  test.each<[Partial<Record<keyof TrainArgs, unknown>>, string]>([
    [{task: undefined}, 'task must be a task, as createTask returns it, got undefined'],
    [{optimizer: undefined}, 'optimizer must be an optimizer, as createOptimizer returns it, got undefined'],
    [{task: 'copy'}, 'task must be a task, as createTask returns it, got "copy"'],
    [{batch: 0}, 'batch must be a positive integer, got 0'],
    [{batch: 2.5}, 'batch must be a positive integer, got 2.5'],
    [{sequences: 0}, 'sequences must be a positive integer, got 0'],
    [{sequences: undefined}, 'sequences must be a positive integer, got undefined'],
    [{window: -1}, 'window must be a positive integer, got -1'],
    [{reportEvery: 0}, 'reportEvery must be a positive integer, got 0'],
    [{solved: {metric: 'bits'}}, 'solved.below must be a finite number, got undefined'],
    [{solved: 'bits'}, 'solved must be an object with the options metric, below, got "bits"'],
    [{solved: {metric: 'bits', above: '1'}}, 'solved.above must be a finite number, got "1"'],
    [
      {solved: {metric: 'bits', below: 1, above: 1}},
      'solved.below must be omitted (the options are metric, above), got 1',
    ],
    [{solved: {metric: 'loss', below: 1}}, 'solved.metric must be one of "bits", "wrongBits", got "loss"'],
    [
      {solved: {metric: 'bits', below: 1, window: 3}},
      'solved.window must be omitted (the options are metric, below), got 3',
    ],
    [{stopWhenSolved: 1}, 'stopWhenSolved must be true or false, got 1'],
    [
      {learningRateDecay: {to: 0, over: 3}},
      'learningRateDecay.to must be a finite number above 0 and at most 1, got 0',
    ],
    [{learningRateDecay: {to: 1, over: 0}}, 'learningRateDecay.over must be a positive integer, got 0'],
    [
      {curriculum: {type: 'halving'}},
      'curriculum.type must be one of "fixed", "doubling", "stepping", got "halving"',
    ],
    [{optimizer: {}}, 'optimizer must be an optimizer, as createOptimizer returns it, got {}'],
    [
      {sequence: 10} as object,
      'train.sequence must be omitted: did you mean sequences? (the options are model, task',
    ],
    [{seed: 0.5}, 'seed must be an integer, got 0.5'],
    [{clip: {elementwise: 0}}, 'clip.elementwise must be a finite number above 0, got 0'],
    [{clip: {globalNorm: -1}}, 'clip.globalNorm must be a finite number above 0, got -1'],
    [{clip: {norm: 1}}, 'clip.norm must be omitted (the options are elementwise, globalNorm), got 1'],
    [
      {state: {...startState(1), random: [0, 0, 0, 0]}},
      'state must be four 32-bit integers, not all zero, got [0,0,0,0]',
    ],
  ])('%o', async (given, message) => {
    const {task: counted, drawn} = watched();
    const args = argsFor({task: counted, ...given} as Partial<TrainArgs>);
    const weights = weightsOf(args.model);
    await expect(eventsOf(args)).rejects.toThrow(message);
    expect(drawn()).toBe(0);
    expect(weightsOf(args.model)).toEqual(weights);
  });

  test.each(Object.keys(task).filter((name) => !['source', 'evaluationTask'].includes(name)))(
    'a task without %s',
    (name) => {
      const {[name]: _, ...rest} = {...task} as Record<string, unknown>;
      const call = () => train(argsFor({task: rest as never}));
      expect(call).toThrow(ArgumentError);
      expect(call).toThrow(`task.${name}`);
    },
  );

  test('at the call, before its iterator is asked for an event', () => {
    expect(() => train(undefined as never)).toThrow(ArgumentError);
    expect(() => train(argsFor({model: undefined as never}))).toThrow(
      'model must be a LayersModel, got undefined',
    );
    expect(() => train({} as never)).toThrow('task must be a task, as createTask returns it, got undefined');
    expect(() => train({sequence: 10} as never)).toThrow(
      'train.sequence must be omitted: did you mean sequences?',
    );
  });

  test('a model that does not fit the task', async () => {
    const args = argsFor({model: lstmModel(createTask('copy', {vectorWidth: 5}))});
    await expect(eventsOf(args)).rejects.toThrow(
      'model must be a model from [batch, steps, 3] to [batch, steps, 2] for the task copy, ' +
        'got "[any, any, 6] to [any, any, 5]"',
    );
  });
});
