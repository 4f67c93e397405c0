import {cp, mkdir, readdir, readFile, rename, truncate, writeFile} from 'node:fs/promises';
import {ArgumentError} from '@ntmjs/arguments';
import {describeOnBackends, useBackend, useFolder} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, test} from 'vitest';
import {lstmModel, weightsOf} from '../fixtures/models.js';
import {configWith, task, trainedRun, trainTo, versions} from '../fixtures/runs.js';
import {killProcess, startSource} from '../fixtures/sourceProcess.js';
import {createOptimizer, type OptimizerConfig} from '../optimizers/createOptimizer.js';
import {startState} from '../trainEvent.js';
import {Run} from './run.js';

const path = useFolder();
const saving = new URL('../fixtures/saveOn.ts', import.meta.url);

describeOnBackends('a run', () => {
  test.each<OptimizerConfig>([
    {type: 'gravesRmsProp', learningRate: 1e-3},
    {type: 'adam', learningRate: 1e-3},
  ])('restores what was saved, with %o', async (args) => {
    const run = await Run.create(path('run'), configWith(args), versions);
    const [model, optimizer] = [lstmModel(task), createOptimizer(args)];
    const state = await trainTo(6, model, optimizer);
    expect(await run.save({model, optimizer, state})).toBe(path('run', 'checkpoints', '6'));

    const opened = await Run.open(path('run'));
    expect(weightsOf(await opened.loadModel())).toEqual(weightsOf(model));
    const other = createOptimizer(args);
    expect(await opened.loadTraining(other)).toEqual(state);
    const [saved, loaded] = await Promise.all([optimizer.getWeights(), other.getWeights()]);
    expect(loaded.map(({tensor}) => [...tensor.dataSync()])).toEqual(
      saved.map(({tensor}) => [...tensor.dataSync()]),
    );
  });

  test('a model resumes from its checkpoint bit for bit', async () => {
    const {run, checkpoint} = await trainedRun(path('run'), 10);
    expect(await run.lastCheckpoint()).toBe(checkpoint);
    const model = await run.loadModel();
    const optimizer = createOptimizer({type: 'gravesRmsProp', learningRate: 1e-3});
    const state = await trainTo(20, model, optimizer, await run.loadTraining(optimizer));

    const whole = lstmModel(task);
    const wholeOptimizer = createOptimizer({type: 'gravesRmsProp', learningRate: 1e-3});
    const wholeState = await trainTo(20, whole, wholeOptimizer);
    expect(weightsOf(model)).toEqual(weightsOf(whole));
    expect({...state, seconds: 0}).toEqual({...wholeState, seconds: 0});
  });
});

describe('a run on disk', () => {
  test('opens as the last of its attempts, where each is in a folder of its own, but not as a checkpoint', async () => {
    for (const attempt of ['1', '2', '10']) await trainedRun(path('run', attempt), 4);
    await mkdir(path('run', '11'));
    expect((await Run.open(path('run'))).folder).toBe(path('run', '10'));
    const checkpoints = path('run', '2', 'checkpoints');
    await expect(Run.open(checkpoints)).rejects.toThrow(
      `run must be the folder of a run, with a run.json in it, got "${checkpoints}"`,
    );
  });

  useBackend('cpu');

  test('writes its configuration to a readable run.json', async () => {
    const run = await Run.create(path('deep', 'er', 'run'), configWith(), versions);
    const text = await readFile(path('deep', 'er', 'run', 'run.json'), 'utf8');
    expect(JSON.parse(text)).toEqual({
      format: 'ntmjs run, version 2',
      created: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      versions,
      config: configWith(),
    });
    expect(text.split('\n').length).toBeGreaterThan(20);
    expect(run.config).toEqual(configWith());
    expect((await Run.open(run.folder)).file).toEqual(run.file);
  });

  test('logs lines, writes files, and forgets lines', async () => {
    const run = await Run.create(path('run'), configWith(), versions);
    for (const sequences of [1, 2, 3]) await run.log({sequences});
    await run.dropLogAfter(2);
    expect(await readFile(path('run', 'metrics.jsonl'), 'utf8')).toBe('{"sequences":1}\n{"sequences":2}\n');
    expect(await run.write('note.txt', 'hello')).toBe(path('run', 'note.txt'));
    expect(await readFile(path('run', 'note.txt'), 'utf8')).toBe('hello');
  });

  test('keeps as many checkpoints as configured', async () => {
    const {training, ...rest} = configWith();
    const run = await Run.create(path('run'), {...rest, training: {...training, keep: 2}}, versions);
    expect(await run.checkpoints()).toEqual([]);
    const [model, optimizer] = [lstmModel(task), createOptimizer(training.optimizer)];
    for (const sequences of [4, 40, 100]) {
      await run.save({model, optimizer, state: {...startState(1), sequences}});
    }
    const saved = [40, 100].map((sequences) => ({
      sequences,
      folder: path('run', 'checkpoints', String(sequences)),
    }));
    expect(await (await Run.open(path('run'))).checkpoints()).toEqual(saved);
    expect(await run.lastCheckpoint()).toBe(saved[1]!.folder);
  });

  test('keeps only the last checkpoint by default', async () => {
    const {run, model, optimizer, state} = await trainedRun(path('run'), 4);
    await run.save({model, optimizer, state: {...state, sequences: 40}});
    await run.save({model, optimizer, state: {...state, sequences: 100}});
    expect(await readdir(path('run', 'checkpoints'))).toEqual(['100']);
    expect((await readdir(await run.lastCheckpoint())).sort()).toEqual([
      'model.json',
      'optimizer.bin',
      'run.json',
      'training.json',
      'weights.bin',
    ]);
  });

  test('a checkpoint may be written again', async () => {
    const {run, optimizer, state} = await trainedRun(path('run'), 4);
    const other = lstmModel(task, 9);
    await run.save({model: other, optimizer, state});
    expect(weightsOf(await run.loadModel())).toEqual(weightsOf(other));
    expect(await readdir(path('run', 'checkpoints'))).toEqual(['4']);
  });

  test('saving leaves no tensor behind', async () => {
    const {run, model, optimizer, state} = await trainedRun(path('run'), 4);
    const before = tf.memory();
    await run.save({model, optimizer, state});
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
    const loaded = await run.loadModel();
    const other = createOptimizer({type: 'gravesRmsProp', learningRate: 1});
    await run.loadTraining(other);
    loaded.dispose();
    other.dispose();
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
  });
});

describe('a run whose process was killed', () => {
  useBackend('cpu');

  test.each(['9.partial', '4.partial', '4.replaced'])(
    'keeps its last good checkpoint beside %s, which the next one removes',
    async (leftover) => {
      const {run, model, optimizer, state, checkpoint} = await trainedRun(path('run'), 4);
      await cp(checkpoint, path('run', 'checkpoints', leftover), {recursive: true});
      await truncate(path('run', 'checkpoints', leftover, 'weights.bin'), 3);
      expect(await run.lastCheckpoint()).toBe(checkpoint);
      expect(weightsOf(await run.loadModel())).toEqual(weightsOf(model));
      expect(await run.loadTraining(optimizer)).toEqual(state);
      await run.save({model, optimizer, state: {...state, sequences: 9}});
      expect(await readdir(path('run', 'checkpoints'))).toEqual(['9']);
      expect(weightsOf(await run.loadModel())).toEqual(weightsOf(model));
    },
  );

  test.each(['9.partial', '2.partial', '4.replaced', '2'])(
    'left %s, which the next writer removes',
    async (leftover) => {
      const {run, checkpoint} = await trainedRun(path('run'), 4);
      await run.close();
      await cp(checkpoint, path('run', 'checkpoints', leftover), {recursive: true});
      const next = await Run.open(path('run'));
      await next.loadModel();
      expect(await readdir(path('run', 'checkpoints'))).toContain(leftover);
      await next.lock();
      expect(await readdir(path('run', 'checkpoints'))).toEqual(['4']);
      await next.close();
    },
  );

  test('keeps every older checkpoint while the last one is broken', async () => {
    const {run, checkpoint} = await trainedRun(path('run'), 4);
    await run.close();
    await cp(checkpoint, path('run', 'checkpoints', '2'), {recursive: true});
    const next = await Run.open(path('run'));
    await truncate(path('run', 'checkpoints', '4', 'weights.bin'), 3);
    await next.lock();
    expect(await readdir(path('run', 'checkpoints'))).toEqual(['2', '4']);
    await next.close();
  });

  test('takes the later of two checkpoints', async () => {
    const {run, checkpoint} = await trainedRun(path('run'), 4);
    await cp(checkpoint, path('run', 'checkpoints', '12'), {recursive: true});
    expect(await run.lastCheckpoint()).toBe(path('run', 'checkpoints', '12'));
  });

  test.each<[OptimizerConfig['type'], string]>([
    ['gravesRmsProp', 'gravesRmsProp: iter, and the slots meanSquare, mean, update of each variable'],
    ['sgd', 'sgd: iter, and the slots velocity of each variable'],
  ])('does not resume AdamW with %s', async (type, expected) => {
    const args = {type: 'adamw', learningRate: 1e-3} as const;
    const run = await Run.create(path('run'), configWith(args), versions);
    const [model, optimizer] = [lstmModel(task), createOptimizer(args)];
    const state = await trainTo(6, model, optimizer);
    const older = await run.save({model, optimizer, state});
    await cp(older, path('run', 'checkpoints', '12'), {recursive: true});

    const file = path('run', 'run.json');
    await writeFile(file, (await readFile(file, 'utf8')).replace('adamw', type));
    const edited = await Run.open(path('run'), {edited: true});
    const loading = edited.loadTraining(createOptimizer(edited.config.training.optimizer));
    await expect(loading).rejects.toThrow(ArgumentError);
    // The checkpoint is whole, so the error advises no older one.
    await expect(loading).rejects.toThrow(
      `the state of the optimizer must be that of ${expected}, got ["iter","firstMoment","secondMoment"]`,
    );
  });

  test('before its first checkpoint has none', async () => {
    const run = await Run.create(path('run'), configWith(), versions);
    const message = `run must be one with a checkpoint: it ended before its first, got ${JSON.stringify(run.folder)}`;
    await expect(run.loadModel()).rejects.toThrow(message);
    await mkdir(path('run', 'checkpoints', '8.partial'), {recursive: true});
    await expect(run.loadTraining(createOptimizer({type: 'adam', learningRate: 1}))).rejects.toThrow(message);
  });
});

describe('one writer a run:', () => {
  useBackend('cpu');
  const parts = () => ({
    model: lstmModel(task),
    optimizer: createOptimizer({type: 'gravesRmsProp', learningRate: 1e-3}),
    state: startState(1),
  });

  test('whatever another writes is refused, until the first is closed', async () => {
    const {run, model} = await trainedRun(path('run'), 4);
    const other = await Run.open(path('run'));
    const inUse = `run must be a folder that nothing else writes to; process ${process.pid} does, since `;
    for (const write of [
      () => other.lock(),
      () => other.log({sequences: 1}),
      () => other.dropLogAfter(0),
      () => other.write('note.txt', 'hello'),
      () => other.save(parts()),
    ]) {
      await expect(write()).rejects.toThrow(ArgumentError);
      await expect(write()).rejects.toThrow(inUse);
    }
    expect(weightsOf(await other.loadModel())).toEqual(weightsOf(model));
    expect((await other.loadState()).sequences).toBe(4);
    expect(await readdir(path('run', 'checkpoints'))).toEqual(['4']);
    await other.close();
    await run.close();
    await other.log({sequences: 1});
    await expect(run.log({sequences: 1})).rejects.toThrow(inUse);
    await other.close();
    expect((await readdir(path('run'))).sort()).toEqual(['checkpoints', 'metrics.jsonl', 'run.json']);
  });

  test('a run that is moved or deleted meanwhile is not written again', async () => {
    const {run} = await trainedRun(path('run'), 4);
    await rename(path('run'), path('moved'));
    for (const write of [() => run.log({sequences: 5}), () => run.save(parts())]) {
      await expect(write()).rejects.toThrow(
        `${path('run')} cannot be written: it was moved or deleted (ENOENT)`,
      );
    }
    expect(await readdir(path())).toEqual(['moved']);
  });
});

describe('a reader while another saves', () => {
  useBackend('cpu');

  test('gets a model and a training state of one checkpoint, each time', async () => {
    const {run} = await trainedRun(path('run'), 4);
    await run.close();
    const child = await startSource(saving, 'saveOn', path('run'), 5);
    const reader = await Run.open(path('run'));
    const seen = new Set<number>();
    while (seen.size < 20) {
      const optimizer = createOptimizer({type: 'gravesRmsProp', learningRate: 1});
      const {model, state} = await reader.load(optimizer);
      const slots = (await optimizer.getWeights()).flatMap(({tensor}) => [...tensor.dataSync()]);
      expect(new Set([...weightsOf(model), ...slots])).toEqual(new Set([state.sequences]));
      seen.add(state.sequences);
      model.dispose();
      optimizer.dispose();
    }
    await killProcess(child);
  });
});

describe('Run.create rejects', () => {
  useBackend('cpu');

  test('a folder that is there, and touches nothing in it', async () => {
    await mkdir(path('there'));
    await writeFile(path('there', 'run.json'), 'mine');
    const creation = Run.create(path('there'), configWith(), versions);
    await expect(creation).rejects.toThrow(ArgumentError);
    await expect(creation).rejects.toThrow(
      `run folder must be a path where nothing is yet, got "${path('there')}"`,
    );
    expect(await readFile(path('there', 'run.json'), 'utf8')).toBe('mine');
    expect(await readdir(path('there'))).toEqual(['run.json']);
  });

  test('a path below a file', async () => {
    await writeFile(path('file'), 'mine');
    for (const folder of [path('file', 'run'), path('file', 'deep', 'run')]) {
      const creation = Run.create(folder, configWith(), versions);
      await expect(creation).rejects.toThrow(ArgumentError);
      await expect(creation).rejects.toThrow(/^run folder must be a path that can be written \(.*\), got "/);
    }
    await expect(Run.create('/dev/null/run', configWith(), versions)).rejects.toThrow(
      /^run folder must be a path that can be written \(.*\), got "\/dev\/null\/run"$/,
    );
    expect(await readFile(path('file'), 'utf8')).toBe('mine');
  });

  test('a configuration that is not one, before it makes a folder', async () => {
    const wrong = {...configWith(), seed: 0.5};
    await expect(Run.create(path('run'), wrong, versions)).rejects.toThrow(
      'seed must be an integer, got 0.5',
    );
    const {training} = configWith();
    const zero = {...configWith(), training: {...training, sequences: 0}};
    await expect(Run.create(path('run'), zero, versions)).rejects.toThrow(
      'training.sequences must be a positive integer, got 0',
    );
    expect(await readdir(path())).toEqual([]);
  });
});
