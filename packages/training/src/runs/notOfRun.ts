import {join} from 'node:path';
import {ArgumentError} from '@ntmjs/arguments';
import {RUN_COPY} from './checkpoint.js';
import {Checkpoints} from './checkpoints.js';
import {CHECKPOINTS, RUN_FILE} from './layout.js';
import {readIfThere} from './readPart.js';

/** The error of a folder that is not that of a run. */
export function notOfRun(folder: string, reason = ''): ArgumentError {
  return new ArgumentError('run', `the folder of a run, with a ${RUN_FILE} in it${reason}`, folder);
}

/** The error of a `run.json` that is missing or broken, with the copy in the last checkpoint, if there is one. */
export async function withCopy(
  {argument, expected, actual}: ArgumentError,
  folder: string,
): Promise<ArgumentError> {
  const [last] = (await new Checkpoints(join(folder, CHECKPOINTS), 1).list()).slice(-1);
  const copy = last && join(last.folder, RUN_COPY);
  if (copy === undefined || (await readIfThere(copy)) === undefined) {
    return new ArgumentError(argument, expected, actual);
  }
  return new ArgumentError(argument, `${expected} (a copy of ${RUN_FILE} is ${copy})`, actual);
}
