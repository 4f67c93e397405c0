import {access, readFile} from 'node:fs/promises';
import {resolve} from 'node:path';
import {ArgumentError, requireText} from '@ntmjs/arguments';
import {parseJson} from '@ntmjs/arguments/files';
import {importModule} from './userModules.js';

/**
 * Reads the config file of a command in the working directory, if there is one: `<name>.ts`, `<name>.js`, of which the code runs, or
 * `<name>.json`.
 *
 * @param name without its ending: `ntm.config`
 * @throws ArgumentError if there are several, or it cannot be read; it names the file
 */
export async function readUserConfig(
  name: string,
): Promise<{readonly file: string; readonly config: unknown} | undefined> {
  const files = ['ts', 'js', 'json'].map((ending) => `${name}.${ending}`);
  const there = await Promise.all(files.map(isThere));
  const [file, other] = files.filter((_, index) => there[index]);
  if (file === undefined) return undefined;
  if (other !== undefined)
    throw new ArgumentError('the config file', `one of ${files.join(', ')}`, `${file} and ${other}`);
  return {file, config: await readConfigFile(file)};
}

/**
 * Reads a file with a configuration: `.json`, or `.ts`, `.js` or `.mjs`, of which the code runs, and which exports it as `default`.
 *
 * @throws ArgumentError if it cannot be read; it names the file
 */
export async function readConfigFile(file: string): Promise<unknown> {
  if (requireText('file', file).endsWith('.json')) {
    const text = await readFile(file).catch(({code, message}: NodeJS.ErrnoException) => {
      throw new ArgumentError(file, 'a file that can be read', code === 'ENOENT' ? 'nothing there' : message);
    });
    return parseJson(file, text);
  }
  const {typescript} = process.features as {readonly typescript?: unknown};
  if (file.endsWith('.ts') && !typescript) {
    const why = `this Node, ${process.versions.node}, runs no TypeScript; 22.18 and later do`;
    const others = ['js', 'json'].map((ending) => file.replace(/ts$/, ending)).join(' or ');
    throw new ArgumentError('the config file', `${others} (${why})`, file);
  }
  const {default: config} = await importModule(file, {module: file, file: resolve(file)});
  return config;
}

function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
