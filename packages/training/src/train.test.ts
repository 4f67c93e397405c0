import {createTask, type Episodes, type Task} from '@ntmjs/tasks';
import {describeOnBackends, expectClose, useBackend} from '@ntmjs/testing';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, test} from 'vitest';
import {constantModel, lstmModel, weightsOf} from './fixtures/models.js';
import {createOptimizer, type OptimizerArgs} from './optimizers/createOptimizer.js';
import {type TrainArgs, type TrainEvent, type TrainState, train} from './train.js';

const task = createTask('copy', {bits: 2, maxLength: 2});
const gravesRmsProp: OptimizerArgs = {type: 'gravesRmsProp', learningRate: 1e-3};

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

  test('goes on from its state, the optimizer’s and the weights bit for bit', async () => {
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

  test('reports as it goes, with means over the last sequences', async () => {
    const {task: copy} = watched();
    const seen: number[] = [];
    const args = argsFor({task: copy, model: constantModel(copy, 0), reportEvery: 4, window: 3});
    const optimizer = tf.train.sgd(1e-30);
    for await (const event of train({...args, optimizer, sequences: 10})) {
      seen.push(event.report.sequences);
      const {bits, wrongBits} = event.state;
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
    expect(last.state.bits.length).toBe(20);
  });

  test('ends as solved once the wrong bits of a full window are few enough', async () => {
    const model = constantModel(task, 0);
    const solved = await eventsOf(argsFor({model, solvedBelow: 5, window: 8, batch: 2}));
    expect(solved.at(-1)).toMatchObject({type: 'end', reason: 'solved', report: {sequences: 8}});
    const unsolved = await eventsOf(argsFor({model, solvedBelow: 1e-9, window: 8}));
    expect(unsolved.at(-1)).toMatchObject({type: 'end', reason: 'budget'});
  });

  test('a state that is at its end ends at once, without a step', async () => {
    const first = argsFor({model: constantModel(task, 0)});
    const {state} = (await eventsOf(first)).at(-1)!;
    const {task: counted, drawn} = watched();
    const events = await eventsOf({...first, task: counted, state});
    expect(events).toMatchObject([{type: 'end', reason: 'budget', report: {sequences: 20}}]);
    expect(drawn()).toBe(0);
  });

  test('a signal ends it after the step in hand', async () => {
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

  test('steps are taken only as events are asked for', async () => {
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

  test('a loss that is not finite is an error that says after how many sequences', async () => {
    const model = lstmModel(task);
    const {task: breaking} = watched((sequences) => {
      if (sequences === 6) model.setWeights(model.getWeights().map((weight) => tf.mul(weight, Number.NaN)));
    });
    const loop = eventsOf(argsFor({task: breaking, model, batch: 2}));
    await expect(loop).rejects.toThrow('the loss is NaN after 6 sequences');
  });

  test('clips as asked', async () => {
    const args = argsFor({model: constantModel(task, 0), optimizer: tf.train.sgd(1), sequences: 3});
    await eventsOf({...args, clip: {globalNorm: 1e-3}});
    const norm = Math.sqrt(weightsOf(args.model).reduce((sum, weight) => sum + weight ** 2, 0));
    expect(norm).toBeGreaterThan(0);
    expect(norm).toBeLessThan(3.01e-3);
  });

  test('Adam, too, goes on from its state, but for the rounding of its β powers', async () => {
    const adam: OptimizerArgs = {type: 'adam', learningRate: 0.01, beta2: 0.99};
    const whole = argsFor({optimizer: createOptimizer(adam), sequences: 30});
    await eventsOf(whole);
    const first = argsFor({optimizer: createOptimizer(adam), sequences: 15});
    const {state} = (await eventsOf(first)).at(-1)!;
    const optimizer = createOptimizer(adam);
    await optimizer.setWeights(await first.optimizer.getWeights());
    await eventsOf({...first, optimizer, state, sequences: 30});
    expectClose(weightsOf(first.model), weightsOf(whole.model), {absolute: 1e-5});
  });
});

describe('train refuses before the first step', () => {
  useBackend('cpu');

  test.each<[Partial<Record<keyof TrainArgs, unknown>>, string]>([
    [{batch: 0}, 'batch must be a positive integer, got 0'],
    [{batch: 2.5}, 'batch must be a positive integer, got 2.5'],
    [{sequences: 0}, 'sequences must be a positive integer, got 0'],
    [{sequences: undefined}, 'sequences must be a positive integer, got undefined'],
    [{window: -1}, 'window must be a positive integer, got -1'],
    [{reportEvery: 0}, 'reportEvery must be a positive integer, got 0'],
    [{solvedBelow: 0}, 'solvedBelow must be a finite number above 0, got 0'],
    [{seed: 0.5}, 'seed must be an integer, got 0.5'],
    [{clip: {elementwise: 0}}, 'clip.elementwise must be a finite number above 0, got 0'],
    [{clip: {globalNorm: -1}}, 'clip.globalNorm must be a finite number above 0, got -1'],
    [{clip: {norm: 1}}, 'clip.norm must be left out (the options are elementwise, globalNorm), got 1'],
    [
      {state: {sequences: 3, seconds: 1, random: [0, 0, 0, 0], bits: [], wrongBits: []}},
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

  test('a model that does not fit the task', async () => {
    const args = argsFor({model: lstmModel(createTask('copy', {bits: 5}))});
    await expect(eventsOf(args)).rejects.toThrow(
      'model must be a model from [batch, steps, 3] to [batch, steps, 2] for the task copy, ' +
        'got "[any, any, 6] to [any, any, 5]"',
    );
  });
});
