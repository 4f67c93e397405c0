import type * as fs from 'node:fs/promises';
import {cp, mkdir, readdir, rm, truncate} from 'node:fs/promises';
import {basename, join} from 'node:path';
import {ArgumentError} from '@ntmjs/arguments';
import {useBackend, useFolder} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {afterEach, describe, expect, test, vi} from 'vitest';
import {constantModel, weightsOf} from '../fixtures/models.js';
import {task} from '../fixtures/runs.js';
import {createOptimizer} from '../optimizers/createOptimizer.js';
import {startState} from '../trainEvent.js';
import {isWhole, modelOf, readCheckpoint} from './checkpoint.js';
import {Checkpoints} from './checkpoints.js';
import {readTraining} from './trainingFiles.js';

/** After how many more changes of the file system the process dies; it never does unless a test says so. */
let changesLeft = Number.POSITIVE_INFINITY;

vi.mock('node:fs/promises', async (importOriginal) => {
  const real = await importOriginal<typeof fs>();
  /** A change that is done, done by half where the process dies, or not done at all after that. */
  const mortal =
    (change: (...args: never[]) => Promise<unknown>, half: (...args: never[]) => Promise<unknown>) =>
    async (...args: never[]) => {
      changesLeft--;
      if (changesLeft > 0) return change(...args);
      if (changesLeft === 0) await half(...args);
      throw new Error('killed');
    };
  const nothing = async () => {};
  const halfWritten = (path: string, data: string | Buffer) =>
    real.writeFile(path, data.slice(0, data.length / 2));
  const halfRemoved = async (path: string) => {
    const [first] = await real.readdir(path).catch(() => []);
    if (first !== undefined) await real.rm(join(path, first));
  };
  return {
    ...real,
    mkdir: mortal(real.mkdir, nothing),
    rename: mortal(real.rename, nothing),
    writeFile: mortal(real.writeFile, halfWritten),
    rm: mortal(real.rm, halfRemoved),
  };
});
afterEach(() => {
  changesLeft = Number.POSITIVE_INFINITY;
});

useBackend('cpu');
const path = useFolder();

/** A checkpoint whose weights all equal `mark`, which identifies it. */
function checkpoint(sequences: number, mark = sequences) {
  const model = constantModel(task, mark);
  model.setWeights(model.getWeights().map(({shape}) => tf.fill(shape, mark)));
  const optimizer = createOptimizer({type: 'gravesRmsProp', learningRate: 1});
  return {model, optimizer, state: {...startState(1), sequences}};
}

const keeping = (keep: number) => new Checkpoints(path('checkpoints'), keep);

const sequencesOf = async (checkpoints: Checkpoints) =>
  (await checkpoints.list()).map(({sequences}) => sequences);

const none = (): never => {
  throw new Error('none');
};

test.each([
  [1, [[1], [2], [3], [10]]],
  [2, [[1], [1, 2], [2, 3], [3, 10]]],
  [9, [[1], [1, 2], [1, 2, 3], [1, 2, 3, 10]]],
])('the last %d stay', async (keep, expected) => {
  const checkpoints = keeping(keep);
  const kept: number[][] = [];
  for (const sequences of [1, 2, 3, 10]) {
    const folder = await checkpoints.save(checkpoint(sequences));
    expect(folder).toBe(path('checkpoints', String(sequences)));
    kept.push(await sequencesOf(checkpoints));
  }
  expect(kept).toEqual(expected);
  expect((await readdir(path('checkpoints'))).sort()).toEqual(expected.at(-1)!.map(String).sort());
});

test('those after the one that is saved go: training was set back', async () => {
  const checkpoints = keeping(2);
  for (const sequences of [1, 2, 9, 10, 5]) await checkpoints.save(checkpoint(sequences));
  expect(await sequencesOf(checkpoints)).toEqual([5]);
});

test('a checkpoint is overwritten', async () => {
  const checkpoints = keeping(2);
  for (const [sequences, mark] of [[1], [2], [2, 7]]) await checkpoints.save(checkpoint(sequences!, mark));
  expect(new Set(weightsOf(await modelOf(await checkpoints.readLast(readCheckpoint, none))))).toEqual(
    new Set([7]),
  );
  expect((await readdir(path('checkpoints'))).sort()).toEqual(['1', '2']);
});

test('what is not a checkpoint’s is left alone', async () => {
  await mkdir(path('checkpoints', 'mine'), {recursive: true});
  await mkdir(path('checkpoints', '3.copy'));
  const checkpoints = keeping(1);
  await checkpoints.save(checkpoint(4));
  expect((await readdir(path('checkpoints'))).sort()).toEqual(['3.copy', '4', 'mine']);
  expect(await sequencesOf(checkpoints)).toEqual([4]);
});

test('there are none where nothing was saved', async () => {
  expect(await keeping(1).list()).toEqual([]);
  await expect(keeping(1).readLast(readCheckpoint, none)).rejects.toThrow('none');
});

describe('where the last is broken', () => {
  const part = (sequences: number, name: string) => path('checkpoints', String(sequences), name);

  test('the error names the file, and the newest older one that is whole', async () => {
    const checkpoints = keeping(9);
    for (const sequences of [1, 2, 3]) await checkpoints.save(checkpoint(sequences));
    await truncate(part(3, 'weights.bin'), 5);
    await rm(part(2, 'training.json'));
    const reading = checkpoints.readLast(readCheckpoint, none);
    await expect(reading).rejects.toThrow(ArgumentError);
    const folder = (sequences: number) => path('checkpoints', String(sequences));
    await expect(reading).rejects.toThrow(
      `${part(3, 'weights.bin')} must be a file of 32 bytes of weights ` +
        `(remove ${folder(3)} to go on from ${folder(1)}, which is whole), got 5`,
    );
    await rm(folder(3), {recursive: true});
    await rm(folder(2), {recursive: true});
    expect(new Set(weightsOf(await modelOf(await checkpoints.readLast(readCheckpoint, none))))).toEqual(
      new Set([1]),
    );
  });

  test('it names the file alone if no other is whole', async () => {
    const checkpoints = keeping(9);
    for (const sequences of [1, 2]) await checkpoints.save(checkpoint(sequences));
    for (const sequences of [1, 2]) await truncate(part(sequences, 'training.json'), 5);
    const reading = checkpoints.readLast(readTraining, none);
    await expect(reading).rejects.toThrow(/training\.json must be valid JSON \([^()]*\), got "\{\\"fil"$/);
  });
});

/** What was there before a checkpoint is saved, how many stay, and what is saved. */
const SCENARIOS = [
  {before: [[1, 1]], keep: 1, saved: [2, 2]},
  {before: [[1, 1]], keep: 1, saved: [1, 7]},
  {
    before: [
      [1, 1],
      [2, 2],
      [3, 3],
    ],
    keep: 3,
    saved: [4, 4],
  },
  {
    before: [
      [1, 1],
      [2, 2],
      [3, 3],
    ],
    keep: 3,
    saved: [2, 7],
  },
] as const;

describe('a process that dies while it saves', () => {
  test.each(SCENARIOS)('%o', async ({before, keep, saved}) => {
    const checkpoints = keeping(keep);
    for (const [sequences, mark] of before) await checkpoints.save(checkpoint(sequences, mark));
    await cp(path('checkpoints'), path('before'), {recursive: true});
    const marks = [before.at(-1)![1], saved[1]] as number[];

    let survived = false;
    const seen = new Set<number>();
    for (let death = 1; !survived; death++) {
      await rm(path('checkpoints'), {recursive: true});
      await cp(path('before'), path('checkpoints'), {recursive: true});
      changesLeft = death;
      survived = await checkpoints.save(checkpoint(saved[0], saved[1])).then(
        () => true,
        ({message}) => {
          expect(message).toBe('killed');
          return false;
        },
      );
      changesLeft = Number.POSITIVE_INFINITY;

      for (const {folder} of await checkpoints.list()) expect(await isWhole(folder), folder).toBe(true);
      const [mark] = weightsOf(await modelOf(await checkpoints.readLast(readCheckpoint, none)));
      expect(marks).toContain(mark);
      seen.add(mark!);

      await checkpoints.save(checkpoint(saved[0], saved[1]));
      const kept = await checkpoints.list();
      expect(weightsOf(await modelOf(await checkpoints.readLast(readCheckpoint, none)))[0]).toBe(saved[1]);
      expect((await readdir(path('checkpoints'))).sort()).toEqual(kept.map(({folder}) => basename(folder)));
    }
    expect([...seen].sort()).toEqual(marks.sort());
  });
});
