import {mkdir, writeFile} from 'node:fs/promises';
import type {BackendName, Place} from '../host.js';
import type {GoldenResult} from './goldenCheck.js';
import {goldenChecks} from './goldenChecks.js';

/** The results of all golden checks on a host. */
export interface GoldenResults {
  readonly place: Place;
  readonly backend: BackendName;
  readonly results: readonly GoldenResult[];
}

/** The folder of results, one file for each host. */
const folder = new URL('../../results/golden/', import.meta.url);

/** Writes the results of a host if they are those of all golden checks. */
export async function writeGoldenResults(results: GoldenResults): Promise<void> {
  if (results.results.length !== goldenChecks.length) return;
  await mkdir(folder, {recursive: true});
  const file = new URL(`${results.place}-${results.backend}.json`, folder);
  await writeFile(file, `${JSON.stringify(results, undefined, 1)}\n`);
}
