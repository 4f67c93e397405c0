import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {join, resolve} from 'node:path';

/**
 * The file of a package's module, as programs in a folder import it.
 *
 * @throws Error as `require.resolve` does, if there is no such package, or it has no such module
 */
export function packageFile(folder: string, name: string): string {
  const require = createRequire(join(resolve(folder), 'package.json'));
  try {
    return require.resolve(name);
  } catch (error) {
    // A package may have a module for `import` alone, for which Node 20 has no function that begins in another folder.
    const {code} = error as {readonly code?: string};
    const file = code === 'ERR_PACKAGE_PATH_NOT_EXPORTED' ? importedFile(require, name) : undefined;
    if (file === undefined) throw error;
    return file;
  }
}

/** The file that `exports` of a package names for `import`; undefined if there is none. */
function importedFile(require: NodeJS.Require, name: string): string | undefined {
  const length = name.startsWith('@') ? 2 : 1;
  const [owner, rest] = [name.split('/').slice(0, length), name.split('/').slice(length)];
  for (const modules of require.resolve.paths(name) ?? []) {
    const folder = join(modules, ...owner);
    const exported = exportsIn(join(folder, 'package.json'));
    if (exported === undefined) continue;
    const path = ['.', ...rest].join('/');
    const isByPath = Object.keys(Object(exported)).some((key) => key.startsWith('.'));
    const target = targetOf(
      isByPath ? (exported as Record<string, unknown>)[path] : path === '.' && exported,
    );
    return target === undefined ? undefined : join(folder, target);
  }
  return undefined;
}

function exportsIn(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).exports;
  } catch {
    return undefined;
  }
}

/** The path that a part of `exports` names under the conditions of `import` in Node. */
function targetOf(exported: unknown): string | undefined {
  if (typeof exported === 'string') return exported;
  for (const [condition, each] of Object.entries(Object(exported))) {
    const target = ['import', 'node', 'default'].includes(condition) ? targetOf(each) : undefined;
    if (target !== undefined) return target;
  }
  return undefined;
}
