import {basename, join} from 'node:path';
import {readSweep, type SweepConfig} from '@ntmjs/sweep';
import {isBucket, openFiles, openStore} from '@ntmjs/sweep/bucket';
import {SweepFolder} from '@ntmjs/sweep/runs';
import {readConfigFile} from '@ntmjs/tasks/modules';
import {describingOptions} from './describeOptions.js';
import type {OpenOptions} from './sweepOptions.js';

/** A sweep with its folder, where its runs and its pages are, and what its options mean. */
export async function openSweep(file: string, {folder, runs}: OpenOptions) {
  const config = (await readConfigFile(file)) as SweepConfig;
  const sweep = await readSweep(file, config);
  const describe = describingOptions((option) =>
    option in config.search.space ? `${file}: search.space.${option}` : `${file}: run.${option}`,
  );
  const title = basename(file).replace(/\.\w+$/, '');
  const here = join('sweeps', title);
  const decided = await SweepFolder.open(await openFiles(folder ?? here), config);
  const parts = {sweep, describe, store: await openStore(runs), folder: decided};
  return {title, config, parts, pages: folder === undefined || isBucket(folder) ? here : folder};
}
