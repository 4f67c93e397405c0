import {existsSync} from 'node:fs';
import {cp} from 'node:fs/promises';
import {join} from 'node:path';
import {createOptimizer, startState} from '@ntmjs/training';
import {Run} from '@ntmjs/training/runs';
import {open} from './entrance.js';
import {folder, model, rows, width} from './values.js';

/** The configuration of a run: the task and the model are those of the tables. */
export const config = () => ({
  task: {name: 'copy', config: open({vectorWidth: 2, maxLength: 2})},
  model: open({architecture: 'ntm', controller: {type: 'feedforward', units: 4}, memory: {rows, width}}),
  training: {
    batch: 1,
    sequences: 2,
    stopWhenSolved: false,
    solved: {metric: 'bits', below: 1},
    optimizer: {type: 'adam', learningRate: 1e-3},
    learningRateDecay: {to: 0.5, over: 2},
    clip: {elementwise: 1},
    curriculum: {type: 'fixed', difficulty: open({length: 1})},
  },
  seed: 1,
  backend: 'cpu',
});

let created = 0;

/** A path at which nothing is. */
export const unused = () => join(folder(), `run-${created++}`);

/** Paths that are right are moved into the folder of the tests: some mistakes are valid paths. */
export const inFolder = (path: unknown) =>
  typeof path === 'string' && path !== '' ? join(folder(), path) : path;

export const newRun = () => Run.create(unused(), config() as never, {ntmjs: '1.0.0'});

/** An optimizer that keeps no tensor. */
export const stateless = () => createOptimizer({type: 'sgd', learningRate: 1e-3});
export const checkpoint = () => open({model: model(), optimizer: stateless(), state: open(startState(1))});

/** Stands for the run that `withTrainedRun` makes, in arguments. */
export const theRun = Object.create(Run.prototype) as Run;

/** Does something with a run that has a checkpoint. It is a copy of one that is trained once in a folder of the tests. */
export async function withTrainedRun<T>(use: (run: Run) => T | Promise<T>): Promise<T> {
  const trained = join(folder(), 'trained');
  if (!existsSync(trained)) await saveTrainedRun(trained);
  const copy = unused();
  await cp(trained, copy, {recursive: true});
  const run = await Run.open(copy);
  try {
    return await use(run);
  } finally {
    await run.close();
  }
}

async function saveTrainedRun(path: string): Promise<void> {
  const run = await Run.create(path, config() as never, {ntmjs: '1.0.0'});
  await run.save(checkpoint());
  await run.close();
}
