import {mkdir, writeFile} from 'node:fs/promises';
import {fileURLToPath} from 'node:url';
import type {Result} from './check.js';
import type {BackendName, Place} from './host.js';
import {checks, subjects} from './suite.js';

/** The results of the whole suite on a host. */
export interface HostResults {
  readonly place: Place;
  readonly backend: BackendName;
  /** How long it took. */
  readonly seconds: number;
  readonly results: readonly Result[];
}

/** The folder of results, one file for each host. */
const folder = new URL('../results/', import.meta.url);

/** That the suite was not run on a host, and why. */
export interface NotRun {
  readonly place: Place;
  readonly backend: BackendName;
  readonly notRun: string;
}

/**
 * Writes the results of a host for the table, or that there are none.
 *
 * @returns whether they are those of the whole suite; those of a part are not written
 */
export async function writeResults(results: HostResults | NotRun): Promise<boolean> {
  if ('results' in results && results.results.length !== checks.length * subjects.length) return false;
  await mkdir(folder, {recursive: true});
  const file = fileURLToPath(new URL(`${results.place}-${results.backend}.json`, folder));
  await writeFile(file, `${JSON.stringify(results)}\n`);
  return true;
}
