import {cp, rename, rm} from 'node:fs/promises';
import {basename, join} from 'node:path';
import {ArgumentError, requireInstance, requireText} from '@ntmjs/arguments';
import {readCheckpoint} from './checkpoint.js';
import {Checkpoints} from './checkpoints.js';
import {BEST, CHECKPOINTS, METRICS_FILE, RUN_FILE} from './layout.js';
import {readIfThere} from './readPart.js';
import {Run} from './run.js';
import {makeFolder, remove, writing} from './writing.js';

/**
 * Copies what another process needs to go on with the training of a run: its configuration, its last checkpoint, the best one, and its log. The
 * run may be written meanwhile. The copy appears whole, or not at all.
 *
 * @param folder that does not exist
 * @throws ArgumentError if the run has no checkpoint, or a file of its last one is broken
 * @throws WriteError if the copy cannot be written
 */
export async function copyRun(run: Run, folder: string): Promise<void> {
  const {folder: from} = requireInstance('run', run, Run, 'a Run');
  const partial = `${requireText('folder', folder)}.partial`;
  await remove(partial);
  try {
    await copyParts(from, partial);
    await writing(folder, () => rename(partial, folder));
  } catch (error) {
    await remove(partial);
    throw error;
  }
}

async function copyParts(from: string, to: string): Promise<void> {
  await makeFolder(to);
  const [last, best] = [CHECKPOINTS, BEST].map((name) => new Checkpoints(join(from, name), 1)) as [
    Checkpoints,
    Checkpoints,
  ];
  // The log grows, and a checkpoint knows how much of it there was: so it is copied after that.
  await copyLast(last, join(to, CHECKPOINTS), from);
  if ((await best.list()).length > 0) await copyLast(best, join(to, BEST), from);
  for (const name of [METRICS_FILE, RUN_FILE]) {
    if ((await readIfThere(join(from, name))) === undefined) continue;
    await writing(join(to, name), () => cp(join(from, name), join(to, name)));
  }
}

/** Copies the last of some checkpoints into a folder, and checks that it is whole. */
async function copyLast(saved: Checkpoints, to: string, run: string): Promise<void> {
  await saved.readLast(
    async (folder) => {
      const [sequences] = basename(folder).split('.') as [string];
      await rm(to, {recursive: true, force: true});
      await cp(folder, join(to, sequences), {recursive: true});
      await readCheckpoint(join(to, sequences));
    },
    () => {
      throw new ArgumentError('run', 'one with a checkpoint: it ended before its first', run);
    },
  );
}
