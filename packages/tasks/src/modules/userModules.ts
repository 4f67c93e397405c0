import {createHash} from 'node:crypto';
import {createReadStream} from 'node:fs';
import {extname, isAbsolute, relative, resolve, sep} from 'node:path';
import {pathToFileURL} from 'node:url';
import {ArgumentError, requireChoice, requireText} from '@ntmjs/arguments';
import {packageFile} from './packageFile.js';

/** What identifies a module of the user's, or a file that stands for one, as a run saves it. */
export interface UserModule {
  /** Its path from the folder, with `./` before it and `/` in it, or the name of its package: what finds it again. */
  readonly path: string;
  /** The SHA-256 of its file when it was loaded; what a module imports is not in it. */
  readonly sha256: string;
}

/** A module that is being loaded. */
export interface ModuleSource {
  /** As the user named it. */
  readonly module: string;
  readonly file: string;
}

/** Modules of one kind. */
export interface ModuleKind {
  /** The argument that names one, for messages: `task`. */
  readonly argument: string;
  /** Makes what a module exports known under a name, and returns that. */
  readonly register: (source: ModuleSource) => Promise<string>;
  /** Other files that may stand for a module, for messages: ` or a file of sequences (.csv)`; defaults to none. */
  readonly others?: {readonly title: string; readonly isOne: (name: string) => boolean};
  /** What the name of a package that is not there may be a misspelled name of; defaults to nothing. */
  readonly names?: readonly string[];
}

/** The name of a file that is a module. */
const MODULE = /\.[cm]?[jt]s$/;

/** The name of what a module exports, and the SHA-256. */
type Loaded = Pick<UserModule, 'sha256'> & {readonly name: string};

/**
 * Modules of the user's of one kind: loaded from a folder or below it, each once, and known by the names of what they export. The code of a
 * module runs.
 */
export class UserModules {
  /** By file: Node loads each once. */
  private readonly loaded = new Map<string, Promise<Loaded>>();
  private readonly modules = new Map<string, UserModule>();

  constructor(private readonly kind: ModuleKind) {}

  /** The module that what is called so is from, if it was loaded here; undefined for all others. */
  of(name: string): UserModule | undefined {
    return this.modules.get(requireText(this.kind.argument, name));
  }

  /** Whether a name means a file, by its form: `./my-task.js`. */
  isFile(name: string): boolean {
    requireText(this.kind.argument, name);
    const isPath = /^\.{0,2}[\\/]/.test(name) || MODULE.test(name) || isAbsolute(name);
    return isPath || (this.kind.others?.isOne(name) ?? false);
  }

  /**
   * Loads a module, unless it is loaded already.
   *
   * @param module the path of a file in `folder` or below, or the name of a package that is installed there
   * @param folder defaults to the working directory
   * @returns the name of what it exports
   * @throws ArgumentError if there is no such file or package, it is not in the folder, it cannot be loaded, or it exports something else;
   *   it names the module
   */
  async load(module: string, folder: string = process.cwd()): Promise<string> {
    requireText(this.kind.argument, module);
    requireText('folder', folder);
    const [file, path] = this.isFile(module)
      ? this.fileIn(folder, module)
      : [this.packageIn(folder, module), module];
    if (!this.loaded.has(file)) this.loaded.set(file, this.register({module, file}));
    try {
      const {name, sha256} = await this.loaded.get(file)!;
      this.modules.set(name, {path, sha256});
      return name;
    } catch (error) {
      this.loaded.delete(file);
      throw error;
    }
  }

  private fileIn(folder: string, module: string): [file: string, path: string] {
    const file = resolve(folder, module);
    const path = relative(folder, file);
    if (path.startsWith('..') || isAbsolute(path)) {
      throw new ArgumentError(
        this.kind.argument,
        `a module in ${resolve(folder)} or below it, by which path runs find it again`,
        module,
      );
    }
    const {argument, others} = this.kind;
    if (!MODULE.test(file) && !others?.isOne(file)) {
      throw new ArgumentError(
        argument,
        `the path of a module (.js, .mjs, .cjs, .ts)${others?.title ?? ''}`,
        module,
      );
    }
    return [file, `./${path.split(sep).join('/')}`];
  }

  private packageIn(folder: string, name: string): string {
    const {argument, names} = this.kind;
    try {
      return packageFile(folder, name);
    } catch (error) {
      const {code, message} = error as {readonly code?: string; readonly message: string};
      if (code !== 'MODULE_NOT_FOUND') {
        throw new ArgumentError(argument, `the name of a package that can be loaded (${message})`, name);
      }
      const expected = `the name of a package that is installed in ${resolve(folder)} or above it, or a path such as ./my-${argument}.js`;
      throw new ArgumentError(argument, names ? `${choiceOf(name, names)}, ${expected}` : expected, name);
    }
  }

  private async register(source: ModuleSource): Promise<Loaded> {
    const {argument, others, register} = this.kind;
    const {module, file} = source;
    const sha256 = await hashOf(file).catch(({message}: Error) => {
      throw new ArgumentError(argument, `the path of a module${others?.title ?? ''} (${message})`, module);
    });
    return {name: await register(source), sha256};
  }
}

/** What a name must be that is none of these. */
function choiceOf(name: string, names: readonly string[]): string {
  try {
    return requireChoice('name', name, names);
  } catch (error) {
    return (error as ArgumentError).expected;
  }
}

/** The SHA-256 of a file of any size. */
async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest('hex');
}

/** What a module exports, by name. */
export type ModuleExports = Readonly<Record<string, unknown>>;

/**
 * Imports a module of the user's: its code runs.
 *
 * @param argument that names it, for messages
 * @throws ArgumentError that names the module if it cannot be loaded
 */
export async function importModule(argument: string, {module, file}: ModuleSource): Promise<ModuleExports> {
  try {
    return await import(pathToFileURL(file).href);
  } catch (error) {
    const isTypeScript = /^\.[cm]?ts$/.test(extname(file));
    const isUnknown = (error as {code?: string}).code === 'ERR_UNKNOWN_FILE_EXTENSION';
    const remedy =
      isTypeScript && isUnknown
        ? `; Node runs TypeScript from 22.18 on, and this is ${process.versions.node}`
        : '';
    throw new ArgumentError(argument, `a module that can be loaded (${messageOf(error)}${remedy})`, module);
  }
}

/**
 * Runs work with what a module exports; its errors name the module.
 *
 * @throws ArgumentError or Error with the module's name before that of the argument, or before the message
 */
export async function inModule<T>(module: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw new Error(`${module}: ${messageOf(error)}`, {cause: error});
    throw new ArgumentError(`${module}: ${error.argument}`, error.expected, error.actual, error.hint);
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
