import {readFile} from 'node:fs/promises';
import {createRequire} from 'node:module';
import {dirname, join} from 'node:path';
import {ArgumentError} from '@ntmjs/arguments';
import {writeWhole} from '@ntmjs/training/runs';

/** The end of the name of a file with a compiled network. */
export const PROGRAM = '.wasm';

/** Returns the path of a file; throws an `ArgumentError` if its name has none of some endings. */
export function requireFileOf(endings: readonly string[], argument: string, path: string): string {
  if (endings.some((ending) => path.endsWith(ending) && path !== ending)) return path;
  throw new ArgumentError(argument, `the path of a file whose name ends with ${endings.join(' or ')}`, path);
}

/**
 * Writes the files that run a compiled network beside it: those of `@ntmjs/interchange/runner`.
 *
 * @returns the path of `ntm-runner.js`
 */
export async function writeRunner(program: string): Promise<string> {
  const own = dirname(createRequire(import.meta.url).resolve('@ntmjs/interchange/package.json'));
  const pathOf = (ending: string) => join(dirname(program), `ntm-runner${ending}`);
  for (const ending of ['.js', '.d.ts']) {
    const text = await readFile(join(own, 'dist', `runner${ending}`), 'utf8');
    await writeWhole(pathOf(ending), text.replace(/\/\/# sourceMappingURL=.*\n?$/, ''));
  }
  return pathOf('.js');
}
