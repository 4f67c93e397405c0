import {readFileSync} from 'node:fs';

/** Reads a golden file, a JSON file that holds golden arrays among other things. */
export function readGolden<T>(file: URL): T {
  return JSON.parse(readFileSync(file, 'utf8')) as T;
}
