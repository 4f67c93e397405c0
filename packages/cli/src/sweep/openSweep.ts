import {basename, join} from 'node:path';
import {readSweep, type SweepConfig} from '@ntmjs/sweep';
import {FolderStore, SweepFolder} from '@ntmjs/sweep/runs';
import {readConfigFile} from '@ntmjs/tasks/modules';
import {describingOptions} from './describeOptions.js';
import type {OpenOptions} from './sweepOptions.js';

/** A sweep with its folder, where its runs are, and what its options mean. */
export async function openSweep(file: string, {folder, runs}: OpenOptions) {
  const config = (await readConfigFile(file)) as SweepConfig;
  const sweep = await readSweep(file, config);
  const describe = describingOptions((option) =>
    option in config.search.space ? `${file}: search.space.${option}` : `${file}: run.${option}`,
  );
  const title = basename(file).replace(/\.\w+$/, '');
  const opened = await SweepFolder.open(folder ?? join('sweeps', title), config);
  return {title, config, parts: {sweep, describe, folder: opened, store: new FolderStore(runs)}};
}
