import {ArgumentError} from '@ntmjs/arguments';

/** The error of a file that was changed since the last checkpoint was saved, and may have been on purpose. */
export function changed(name: string, expected: string, actual: unknown): ArgumentError {
  const advice = 'if you changed it on purpose, add --edited to the command, or {edited: true} to Run.open';
  return new ArgumentError(name, `${expected} (${advice})`, actual);
}
