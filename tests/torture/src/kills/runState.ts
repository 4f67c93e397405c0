import {readdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {timeless} from '../timeless.js';

/** Everything that a finished run left that another of the same configuration must have left too, file by file. */
export async function finalState(folder: string): Promise<Map<string, string>> {
  const checkpoints = await readdir(join(folder, 'checkpoints'));
  const state = new Map([['checkpoints', checkpoints.join(', ')]]);
  for (const name of ['metrics.jsonl', 'evaluation.json']) {
    state.set(name, timeless(await readFile(join(folder, name), 'utf8')));
  }
  for (const checkpoint of checkpoints) {
    for (const name of ['weights.bin', 'optimizer.bin', 'model.json']) {
      state.set(
        `${checkpoint}/${name}`,
        await readFile(join(folder, 'checkpoints', checkpoint, name), 'base64'),
      );
    }
    const training = await readFile(join(folder, 'checkpoints', checkpoint, 'training.json'), 'utf8');
    state.set(`${checkpoint}/training.json`, timeless(training));
  }
  return state;
}

/** The names of the files in which two runs differ. */
export function differences(one: Map<string, string>, other: Map<string, string>): string[] {
  return [...new Set([...one.keys(), ...other.keys()])].filter((name) => one.get(name) !== other.get(name));
}

/** Whether the run has a checkpoint, from which it can be resumed. */
export async function hasCheckpoint(folder: string): Promise<boolean> {
  const names = await readdir(join(folder, 'checkpoints')).catch(() => []);
  return names.some((name) => /^\d+(\.replaced)?$/.test(name));
}
