import {mkdir} from 'node:fs/promises';
import {dirname} from 'node:path';
import {ArgumentError} from '@ntmjs/arguments';
import {makeFolder} from './writing.js';

/**
 * Creates the folder of a run, and its parents.
 *
 * @throws ArgumentError if there is anything, or it cannot be created
 */
export async function makeNewFolder(folder: string): Promise<void> {
  const unwritable = ({message}: Error) => {
    throw new ArgumentError('run folder', `a path that can be written (${message})`, folder);
  };
  await makeFolder(dirname(folder)).catch(unwritable);
  await mkdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') unwritable(error);
    throw new ArgumentError('run folder', 'a path where nothing is yet', folder);
  });
}
