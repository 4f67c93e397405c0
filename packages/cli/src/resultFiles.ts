import {readdir} from 'node:fs/promises';
import {EVALUATION} from '@ntmjs/report/runs';
import type {Run} from '@ntmjs/training/runs';

/** Of a model with a memory; see `drawEpisode`. */
const FIGURE = 'episode.svg';

/**
 * Whether all results of a run are written.
 *
 * @param rows of the model's memory; undefined if it has none
 */
export async function hasResults(run: Run, rows: number | undefined): Promise<boolean> {
  const files = await readdir(run.folder);
  return [EVALUATION, ...(rows === undefined ? [] : [FIGURE])].every((name) => files.includes(name));
}
