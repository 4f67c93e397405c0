import {readdir} from 'node:fs/promises';
import {join} from 'node:path';
import type {RandomStream} from '@ntmjs/tasks';
import {weightedOf} from '../random.js';

/** When a training is disturbed. */
export type Moment =
  /** So many milliseconds after the process has started. */
  | {readonly at: 'any time'; readonly milliseconds: number}
  /** So many milliseconds after a checkpoint has begun to be written. */
  | {readonly at: 'a checkpoint'; readonly milliseconds: number}
  /** So many milliseconds after the last checkpoint: during the evaluation. */
  | {readonly at: 'the end'; readonly milliseconds: number};

/** A moment at random; `whole` is how many milliseconds an undisturbed run takes. */
export function anyMoment(random: RandomStream, whole: number): Moment {
  const at = weightedOf(random, [
    [3, 'any time'],
    [5, 'a checkpoint'],
    [1, 'the end'],
  ] as const);
  if (at === 'any time') return {at, milliseconds: random.integer(0, Math.ceil(whole / 2))};
  if (at === 'the end') return {at, milliseconds: random.integer(0, 300)};
  return {at, milliseconds: random.integer(0, 6)};
}

/** How often a folder is looked at, in milliseconds. */
const INTERVAL = 1;

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * Waits for a moment of a training, or for its end.
 *
 * @param folder of the run
 * @param sequences of its last checkpoint
 * @param ended whether the training has ended
 */
export async function waitFor(
  {at, milliseconds}: Moment,
  folder: string,
  sequences: number,
  ended: () => boolean,
): Promise<void> {
  const checkpoints = join(folder, 'checkpoints');
  const names = () => readdir(checkpoints).catch(() => []);
  const before = new Set(at === 'any time' ? [] : await names());
  const isIt = (name: string) =>
    at === 'a checkpoint' ? !before.has(name) || name.endsWith('.partial') : name === String(sequences);
  while (at !== 'any time' && !ended() && !(await names()).some(isIt)) await pause(INTERVAL);
  await pause(milliseconds);
}
