import {readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {isThere} from './isThere.js';
import {CHECKPOINTS, RUN_FILE} from './layout.js';

/**
 * The folder of a run: the given one, or the last attempt in it if it has none of a run's files, but attempts at one in folders that are named by
 * their numbers, as sweeps make them.
 */
export async function lastAttempt(folder: string): Promise<string> {
  if (await isThere(join(folder, RUN_FILE))) return folder;
  const names = await readdir(folder).catch(() => []);
  const numbers = names.filter((name) => /^[1-9]\d*$/.test(name)).map(Number);
  for (const number of numbers.sort((a, b) => b - a)) {
    const attempt = join(folder, String(number));
    // A checkpoint, whose folder has a number too, has a copy of run.json, but no checkpoints.
    if ((await isThere(join(attempt, RUN_FILE))) && (await isThere(join(attempt, CHECKPOINTS))))
      return attempt;
  }
  return folder;
}
