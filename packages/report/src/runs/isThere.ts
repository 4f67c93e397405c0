import {access} from 'node:fs/promises';
import {join} from 'node:path';

/** Whether there is a file or folder. */
export function isThere(...path: readonly string[]): Promise<boolean> {
  return access(join(...path)).then(
    () => true,
    () => false,
  );
}
