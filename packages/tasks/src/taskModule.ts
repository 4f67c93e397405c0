import {createHash} from 'node:crypto';
import {createReadStream} from 'node:fs';
import {createRequire} from 'node:module';
import {extname, isAbsolute, join, relative, resolve, sep} from 'node:path';
import {pathToFileURL} from 'node:url';
import {ArgumentError, requireChoice, requireText} from '@ntmjs/arguments';
import {fileTask, isSequenceFile} from './files/fileTask.js';
import {registerTask, type TaskMaker, taskNames} from './registry.js';

/** What identifies a module that exports a task, or a file of sequences that is one, as a run saves it. */
export interface TaskModule {
  /** Its path from the folder, with `./` before it and `/` in it, or the name of its package: what finds it again. */
  readonly path: string;
  /** The SHA-256 of its file when it was loaded; what a module imports is not in it. */
  readonly sha256: string;
}

/** The name of a module's task, and the SHA-256. */
type Loaded = Pick<TaskModule, 'sha256'> & {readonly name: string};

/** The modules that are loaded, by file: Node loads each once. */
const loaded = new Map<string, Promise<Loaded>>();

/** The modules by the names of their tasks. */
const modules = new Map<string, TaskModule>();

/** The module that a task is from, if `loadTaskModule` registered it; undefined for all others. */
export function moduleOf(task: string): TaskModule | undefined {
  return modules.get(requireText('task', task));
}

/**
 * Whether a name means a module or a file, by its form or since no task is called so: `./my-task.js`, `data.csv`, `my-package`.
 *
 * @throws ArgumentError if it is no text
 */
export function isTaskModule(name: string): boolean {
  return isFile(requireText('task', name)) || !taskNames.includes(name);
}

const isFile = (name: string) =>
  /^\.{0,2}[\\/]|\.[cm]?[jt]s$/.test(name) || isAbsolute(name) || isSequenceFile(name);

/**
 * Registers the task of a module or of a file of sequences; one that is loaded already is not loaded again.
 *
 * The code of a module runs. It exports a function that creates the task from its options, as its default or as the only function whose name ends in
 * `Task`. A file of sequences is one of JSON Lines (`.jsonl`, `.ndjson`) or of comma-separated values (`.csv`).
 *
 * @param module the path of a file in `folder` or below, or the name of a package that is installed there
 * @param folder defaults to the working directory
 * @returns the name of the task
 * @throws ArgumentError if there is no such file or package, it is not in the folder, it cannot be loaded, or it exports no task; it
 *   names the module
 */
export async function loadTaskModule(module: string, folder: string = process.cwd()): Promise<string> {
  requireText('task', module);
  requireText('folder', folder);
  const [file, path] = isFile(module) ? fileIn(folder, module) : [packageIn(folder, module), module];
  if (!loaded.has(file)) loaded.set(file, load(module, file));
  try {
    const {name, sha256} = await loaded.get(file)!;
    modules.set(name, {path, sha256});
    return name;
  } catch (error) {
    loaded.delete(file);
    throw error;
  }
}

function fileIn(folder: string, module: string): [file: string, path: string] {
  const file = resolve(folder, module);
  const path = relative(folder, file);
  if (path.startsWith('..') || isAbsolute(path)) {
    throw new ArgumentError(
      'task',
      `a module in ${resolve(folder)} or below it, by which path runs find it again`,
      module,
    );
  }
  return [file, `./${path.split(sep).join('/')}`];
}

function packageIn(folder: string, name: string): string {
  try {
    return createRequire(join(resolve(folder), 'package.json')).resolve(name);
  } catch {
    requireChoice('task', name, taskNames);
    throw new ArgumentError('task', 'the name of a package that can be loaded', name);
  }
}

async function load(module: string, file: string): Promise<Loaded> {
  const sha256 = await hashOf(file).catch(({message}: Error) => {
    throw new ArgumentError('task', `the path of a module or a file of sequences (${message})`, module);
  });
  const maker = isSequenceFile(file)
    ? fileTask(file, module)
    : makerIn(module, await importFile(module, file));
  try {
    const {name} = maker({});
    registerTask(maker);
    return {name, sha256};
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw new Error(`${module}: ${messageOf(error)}`, {cause: error});
    throw new ArgumentError(`${module}: ${error.argument}`, error.expected, error.actual, error.hint);
  }
}

/** The SHA-256 of a file of any size. */
async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest('hex');
}

async function importFile(module: string, file: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await import(pathToFileURL(file).href);
  } catch (error) {
    const isTypeScript = /^\.[cm]?ts$/.test(extname(file));
    const isUnknown = (error as {code?: string}).code === 'ERR_UNKNOWN_FILE_EXTENSION';
    const remedy =
      isTypeScript && isUnknown
        ? `; Node runs TypeScript from 22.18 on, and this is ${process.versions.node}`
        : '';
    throw new ArgumentError('task', `a module that can be loaded (${messageOf(error)}${remedy})`, module);
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

function makerIn(module: string, exported: Readonly<Record<string, unknown>>): TaskMaker {
  const named = Object.keys(exported).filter(
    (name) => name.endsWith('Task') && typeof exported[name] === 'function',
  );
  const maker = exported.default ?? (named.length === 1 ? exported[named[0]!] : undefined);
  if (typeof maker === 'function') return maker as TaskMaker;
  const expected = 'a module that exports a function which creates a task from its options, as its default';
  const names = Object.keys(exported).join(', ') || 'nothing';
  throw new ArgumentError('task', expected, module, `, which exports ${names}`);
}
