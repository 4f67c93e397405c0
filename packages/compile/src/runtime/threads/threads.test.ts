import {spawnSync} from 'node:child_process';
import {rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {ArgumentError} from '@ntmjs/arguments';
import {type NtmArgs, ntm, sam} from '@ntmjs/layers';
import {allowRelaxedSimd, useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import type {RNN} from '@tensorflow/tfjs-layers';
import {afterAll, afterEach, beforeAll, describe, expect, test, vi} from 'vitest';
import {adamRule} from '../../fixtures/adamRule.js';
import {buildWorkers, writeBrokenWorker} from '../../fixtures/builtWorkers.js';
import type {LossGradient, SequenceLoss} from '../sequenceLoss.js';
import {LayerTrainer, type TrainerArgs} from '../trainer.js';
import {samplesOf} from './board.js';

useBackend('cpu');

const [INPUTS, UNITS, STEPS] = [5, 3, 4];
const RULE = adamRule();

let built: string;
let workerUrl: URL;
const trainers: LayerTrainer[] = [];

beforeAll(() => {
  ({folder: built, workerUrl} = buildWorkers());
}, 120_000);

afterEach(() => {
  for (const trainer of trainers.splice(0)) trainer.dispose();
  vi.unstubAllGlobals();
});

afterAll(() => rmSync(built, {recursive: true}));

const LAYER: NtmArgs = {
  units: UNITS,
  controller: {type: 'feedforward', units: 7},
  memory: {rows: 6, width: 3},
  returnSequences: true,
  seed: 1,
};

/** A trainer of a small layer with fixed weights, whose workers run the compiled code. */
function create(args: TrainerArgs, start: Partial<NtmArgs> = {}): LayerTrainer {
  return trainerOf(ntm({...LAYER, ...start}), args);
}

function trainerOf(layer: RNN, args: TrainerArgs): LayerTrainer {
  layer.build([null, STEPS, INPUTS]);
  const trainer = new LayerTrainer(layer, RULE, {globalNorm: 1}, {workerUrl, ...args});
  trainers.push(trainer);
  trainer.load(
    layer.trainableWeights.map((weight) => weight.read().dataSync()),
    [],
    0,
  );
  return trainer;
}

/** Uniform numbers from −1 to 1, determined by the seed. */
function noise(size: number, seed: number): Float32Array {
  return tf.tidy(() => tf.randomUniform([size], -1, 1, 'float32', seed).dataSync() as Float32Array);
}

interface Batch {
  readonly batch: number;
  readonly steps?: number;
  readonly masked?: boolean;
}

/** A batch of noise. */
function inputsOf({batch, steps = STEPS, masked = false}: Batch, seed: number) {
  return {
    batch,
    steps,
    inputs: noise(batch * steps * INPUTS, seed),
    mask: masked ? noise(batch * steps, seed + 0.5).map((value) => (value > -0.3 ? 1 : 0)) : undefined,
  };
}

/** Squared outputs as the loss. */
const lossGradient: LossGradient = (sequence, outputs, gradient) => {
  const length = STEPS * UNITS;
  for (let index = sequence * length; index < (sequence + 1) * length; index++) {
    gradient[index] = 2 * outputs[index]! - 1;
  }
};

/** The loss of each batch. */
type LossOf = (batch: Batch, seed: number) => SequenceLoss;

/** Binary cross-entropy, which threads compute by themselves. */
const declared: LossOf = ({batch, steps = STEPS}, seed) => ({
  type: 'binaryCrossEntropy',
  targets: noise(batch * steps * UNITS, seed + 0.25).map((value) => (value > 0 ? 1 : 0)),
  weights: noise(batch * steps, seed + 0.75).map((value) => (value > -0.3 ? 1 : 0)),
});

/** Trains on some batches; returns all outputs and the final weights. */
function train(
  trainer: LayerTrainer,
  batches: readonly Batch[],
  lossOf: LossOf = () => lossGradient,
): Float32Array[] {
  const outputs = batches.map((batch, index) =>
    trainer.step(inputsOf(batch, index + 1), lossOf(batch, index + 1), 0.01),
  );
  return [...outputs, ...trainer.weights()];
}

function expectNear(actual: readonly Float32Array[], expected: readonly Float32Array[]): void {
  expect(actual.length).toBe(expected.length);
  for (const [index, values] of actual.entries()) {
    expect(values.length).toBe(expected[index]!.length);
    const apart = values.reduce(
      (most, value, element) => Math.max(most, Math.abs(value - expected[index]![element]!)),
      0,
    );
    expect(apart).toBeLessThan(1e-5);
  }
}

describe('several threads give the results of one', () => {
  test.each([
    [2, 1],
    [2, 2],
    [2, 3],
    [2, 5],
    [3, 5],
    [4, 2],
  ])('%i threads, batch %i', (threads, batch) => {
    const batches = Array.from({length: 20}, () => ({batch}));
    const alone = create({});
    const together = create({threads});
    expect([alone.threads, together.threads]).toEqual([1, threads]);
    expectNear(train(together, batches), train(alone, batches));
    expectNear(train(together, batches, declared), train(alone, batches, declared));
  });

  test.each(['constant', 'learned'] as const)('with %s rows that are changed in place', (contents) => {
    const createSparse = (args: TrainerArgs) => {
      const memory = {rows: 30, width: 3, contents};
      const controller = {type: 'feedforward', units: 5} as const;
      const options = {readHeads: 2, rowsRead: 2, returnSequences: true, seed: 1};
      return trainerOf(sam({units: UNITS, controller, memory, ...options}), args);
    };
    const batches = [1, 5, 3].map((batch) => ({batch}));
    expectNear(train(createSparse({threads: 2}), batches), train(createSparse({}), batches));
  });

  test('of masked batches whose size changes', () => {
    const batches = [1, 5, 2, 9, 1, 3].map((batch, index) => ({batch, masked: index % 2 === 1}));
    const [together, alone] = [create({threads: 3}), create({})];
    expectNear(train(together, batches), train(alone, batches));
    expectNear(train(together, batches, declared), train(alone, batches, declared));
  });
});

test('workers have the code of the trainer, with relaxed SIMD as without', async () => {
  allowRelaxedSimd();
  const batches = Array.from({length: 10}, () => ({batch: 5}));
  const together = create({threads: 2, relaxedSimd: true});
  await together.ready();
  const results = train(together, batches);
  expectNear(results, train(create({relaxedSimd: true}), batches));
  expect(results).not.toEqual(train(create({threads: 2}), batches));
});

test('the loss is asked for once a sequence, and its outputs are those of one thread', async () => {
  const trainer = create({threads: 3});
  await trainer.ready();
  const alone = create({});
  for (let step = 0; step < 20; step++) {
    const asked: number[] = [];
    const loss: LossGradient = (sequence, outputs, gradient) => {
      asked.push(sequence);
      lossGradient(sequence, outputs, gradient);
    };
    const given = inputsOf({batch: 7}, step + 1);
    expectNear([trainer.step(given, loss, 0.01)], [alone.step(given, lossGradient, 0.01)]);
    expect(asked.sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  }
});

test('measures are those of one thread, of outputs that are', async () => {
  const [together, alone] = [create({threads: 3}), create({})];
  await together.ready();
  const [batch, loss] = [inputsOf({batch: 7}, 9), declared({batch: 7}, 9)];
  const [first, second] = [together, alone].map((trainer) => {
    const measures = {bits: new Float64Array(7), wrongBits: new Float64Array(7)};
    return {outputs: trainer.step(batch, loss, 0.01, {measures}), measures};
  });
  expect(first).toEqual(second);
  expect(Math.min(...first!.measures.bits)).toBeGreaterThan(0);
});

test('meanwhile runs once in each step that threads share, and its error ends the step without an effect', async () => {
  const [disturbed, calm] = [create({threads: 2}), create({threads: 2})];
  await Promise.all([disturbed.ready(), calm.ready()]);
  const [batch, loss] = [inputsOf({batch: 5}, 9), declared({batch: 5}, 9)];
  const throwing = () => {
    throw new Error('not now');
  };
  expect(() => disturbed.step(batch, loss, 0.01, {meanwhile: throwing})).toThrow('not now');
  let calls = 0;
  const meanwhile = () => calls++;
  expect(disturbed.step(batch, loss, 0.01, {meanwhile})).toEqual(calm.step(batch, loss, 0.01));
  expect(calls).toBe(1);
  expect(disturbed.weights()).toEqual(calm.weights());
});

test('several threads train initial states as one does', () => {
  const learned = {firstWeighting: 'learned', memory: {rows: 6, width: 3, contents: 'learned'}} as const;
  const batches = [{batch: 5}, {batch: 1}, {batch: 4}];
  expectNear(train(create({threads: 3}, learned), batches), train(create({}, learned), batches));
});

test('several threads train on a variant as one does', async () => {
  const variant = () => {
    const layer = ntm({...LAYER, memory: {rows: 9, width: 3}});
    layer.build([null, STEPS, INPUTS]);
    return layer;
  };
  const [together, alone] = [3, 1].map((threads) => create({threads, variants: [variant()]}));
  await together!.ready();
  const trained = (trainer: LayerTrainer) => {
    const turns = [undefined, 0, 0, undefined, 0];
    const batch = (index: number) => inputsOf({batch: 5}, index + 1);
    return turns.map((turn, index) => trainer.step(batch(index), lossGradient, 0.01, {variant: turn}));
  };
  expectNear(trained(together!), trained(alone!));
});

test('every sample is in one group, and no group is empty', () => {
  for (let batch = 1; batch <= 70; batch++) {
    for (let groups = 1; groups <= Math.min(batch, 8); groups++) {
      const all = Array.from({length: groups}, (_, group) => samplesOf(group, {batch, groups}));
      expect(all.map(([first]) => first)).toEqual([0, ...all.slice(0, -1).map(([, end]) => end)]);
      expect(all.at(-1)![1]).toBe(batch);
      expect(all.every(([first, end]) => end > first)).toBe(true);
    }
  }
  expect([0, 1, 2, 3].map((group) => samplesOf(group, {batch: 16, groups: 4}))).toEqual([
    [0, 6],
    [6, 11],
    [11, 14],
    [14, 16],
  ]);
});

describe.each([
  ['the calling thread computes', () => lossGradient],
  ['each thread computes', declared],
])('with a loss that %s, equal numbers of threads give equal results, bit for bit', (_, lossOf) => {
  const batches = Array.from({length: 20}, (_, index) => ({batch: 1 + (index % 7)}));
  /** Trains with workers that have started, so that they take groups. */
  const trained = async (workerUrl: URL) => {
    const trainer = create({threads: 3, workerUrl});
    await trainer.ready();
    return train(trainer, batches, lossOf);
  };

  test('whoever takes which sequences', async () => {
    expect(await trained(workerUrl)).toEqual(await trained(workerUrl));
  });

  test.each([
    ['are late', 'for (const end = performance.now() + 3; performance.now() < end; );'],
    ['never answer', 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);'],
  ])('also if workers %s', async (_, delay) => {
    const late = new URL('late.js', workerUrl);
    writeFileSync(
      late,
      `import {SequenceBatch} from '../sequenceBatch.js';
      const {backwardGroup} = SequenceBatch.prototype;
      SequenceBatch.prototype.backwardGroup = function (...args) { ${delay} return backwardGroup.apply(this, args); };
      await import('./worker.js');`,
    );
    expect(await trained(late)).toEqual(await trained(workerUrl));
  });
});

test.each([0, 1.5, -1, '2', 257])('threads: %j is an error', (threads) => {
  expect(() => create({threads: threads as number})).toThrow(ArgumentError);
  expect(() => create({threads: threads as number})).toThrow(
    'trainer.threads must be an integer at least 1 and at most 256, got',
  );
});

test('an unknown argument is an error', () => {
  expect(() => create({thread: 2} as TrainerArgs)).toThrow('trainer.thread must be omitted');
});

test('without shared memory there is one thread, which trainer.threads shows', async () => {
  vi.stubGlobal('SharedArrayBuffer', undefined);
  const trainer = create({threads: 2});
  expect(trainer.threads).toBe(1);
  await trainer.ready();
  const batches = [{batch: 2}, {batch: 3}];
  expect(train(trainer, batches)).toEqual(train(create({}), batches));
});

test('several threads are an error in a thread that may not block', () => {
  vi.stubGlobal('Atomics', {
    wait: () => {
      throw new TypeError('not here');
    },
  });
  expect(() => create({threads: 2})).toThrow('create the trainer in a worker');
});

test('a loss that throws ends the step without an effect on the next one', () => {
  const [disturbed, calm] = [create({threads: 2}), create({threads: 2})];
  for (const guilty of [0, 3]) {
    const throwing: LossGradient = (sequence, outputs, gradient) => {
      if (sequence === guilty) throw new Error('no loss');
      lossGradient(sequence, outputs, gradient);
    };
    expect(() => disturbed.step(inputsOf({batch: 5}, 9), throwing, 0.01)).toThrow('no loss');
  }
  expect(train(disturbed, [{batch: 5}])).toEqual(train(calm, [{batch: 5}]));
});

describe('a worker that fails', () => {
  test('because its code is missing', async () => {
    const trainer = create({threads: 2, workerUrl: new URL('missing.js', workerUrl)});
    await expect(trainer.ready()).rejects.toThrow(/a worker of the trainer failed: .*missing\.js/);
    expect(() => train(trainer, [{batch: 2}])).toThrow('missing.js');
  });

  test('because its code throws', async () => {
    const trainer = create({
      threads: 2,
      workerUrl: new URL('data:text/javascript,throw new Error("broken")'),
    });
    await expect(trainer.ready()).rejects.toThrow('a worker of the trainer failed: broken');
  });

  test('during a step', async () => {
    const broken = writeBrokenWorker(workerUrl);
    const trainer = create({threads: 3, workerUrl: broken});
    await trainer.ready();
    const failure = 'a worker of the trainer failed: RangeError: no way back';
    let before = trainer.weights();
    const trainUntilItFails = () => {
      for (let step = 0; step < 1000; step++) {
        before = trainer.weights();
        train(trainer, [{batch: 5}]);
      }
    };
    expect(trainUntilItFails).toThrow(failure);
    expect(trainer.weights()).toEqual(before);
    expect(() => train(trainer, [{batch: 5}])).toThrow(failure);
    expect(trainer.weights()).toEqual(before);
  });
});

describe('workers of the web', () => {
  test('must be awaited with ready()', async () => {
    const [workers, options]: [{onerror?: (event: object) => void; terminated?: boolean}[], unknown[]] = [
      [],
      [],
    ];
    class WebWorker {
      terminated = false;
      constructor(_: URL, given: object) {
        workers.push(this);
        options.push(given);
      }
      postMessage() {}
      terminate() {
        this.terminated = true;
      }
    }
    vi.stubGlobal('Worker', WebWorker);
    const nodeModules = vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined as never);
    const trainer = create({threads: 2});
    nodeModules.mockRestore();
    expect(options).toEqual([{type: 'module'}]);
    expect(() => train(trainer, [{batch: 2}])).toThrow('await ready() before the first step');
    workers[0]!.onerror!({message: ''});
    await expect(trainer.ready()).rejects.toThrow('its code cannot be loaded');
    expect(workers[0]!.terminated).toBe(true);
  });
});

test('after dispose there are no more steps, but the weights can be read', async () => {
  const trainer = create({threads: 2});
  await trainer.ready();
  const weights = train(trainer, [{batch: 2}]).slice(1);
  trainer.dispose();
  trainer.dispose();
  expect(() => train(trainer, [{batch: 2}])).toThrow('the trainer is disposed');
  expect(trainer.weights()).toEqual(weights);
});

describe('a process ends', () => {
  const run = (code: string) => {
    const url = new URL('thread.js', workerUrl);
    const head = `import {startThread} from '${url}'; const events = {message() {}, failure() {}};`;
    const file = join(built, 'process.js');
    writeFileSync(file, head + code);
    return spawnSync(process.execPath, [file], {timeout: 30_000, encoding: 'utf8'});
  };

  test('while a worker waits for its next turn', () => {
    const {status, stderr} = run(
      `startThread(undefined, events); await new Promise((r) => setTimeout(r, 200));`,
    );
    expect([status, stderr]).toEqual([0, '']);
  });

  test('while a worker sleeps', () => {
    const asleep = 'data:text/javascript,Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)';
    const {status, stderr} = run(
      `startThread(new URL('${asleep}'), events); await new Promise((r) => setTimeout(r, 200));`,
    );
    expect([status, stderr]).toEqual([0, '']);
  });

  test('once a worker is terminated', () => {
    const {status, stderr} = run(
      `const t = startThread(undefined, events); t.keepAlive(true); t.terminate();`,
    );
    expect([status, stderr]).toEqual([0, '']);
  });
});
