import {join} from 'node:path';
import {ArgumentError, requireKeys, requireObject, requireText} from '@ntmjs/arguments';
import {Run, type RunConfig} from '@ntmjs/training/runs';
import {versions} from '../versions.js';
import {isThere} from './isThere.js';

/**
 * Creates the folder of a run, with the versions of the software.
 *
 * @param place its `folder`; by default the first of `<runs>/<task>-1`, `<runs>/<task>-2`, … that does not exist, where `runs` defaults to `runs`
 * @throws as `Run.create`
 */
export async function createRun(
  config: RunConfig,
  place: {readonly folder?: string | undefined; readonly runs?: string | undefined} = {},
): Promise<Run> {
  const {task} = requireObject('config', config, 'the configuration of a run');
  const name = requireText(
    'config.task.name',
    requireObject('config.task', task, 'an object {name, config}').name,
  );
  const {folder, runs = 'runs'} = requireKeys('createRun', place, ['folder', 'runs']);
  requireText('runs', runs);
  if (folder !== undefined) return Run.create(folder, config, await versions());
  for (let number = 1; ; number++) {
    const free = join(runs, `${name}-${number}`);
    if (await isThere(free)) continue;
    try {
      return await Run.create(free, config, await versions());
    } catch (error) {
      // Another process may have taken it meanwhile.
      if (!(error instanceof ArgumentError && (await isThere(free)))) throw error;
    }
  }
}
