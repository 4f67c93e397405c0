import {ArgumentError} from '@ntmjs/arguments';
import {fileTask, isSequenceFile} from '../files/fileTask.js';
import {registerTask, type TaskMaker, taskNames} from '../registry.js';
import {importModule, inModule, type ModuleExports, type UserModule, UserModules} from './userModules.js';

const argument = 'task';

const modules = new UserModules({
  argument,
  others: {title: ' or a file of sequences (.csv, .jsonl, .ndjson)', isOne: isSequenceFile},
  names: taskNames,
  async register(source) {
    const {module, file} = source;
    const maker = isSequenceFile(file)
      ? fileTask(file, module)
      : makerIn(module, await importModule(argument, source));
    return inModule(module, () => {
      const {name} = maker({});
      registerTask(maker);
      return name;
    });
  },
});

/** The module that a task is from, if `loadTaskModule` registered it; undefined for all others. */
export function moduleOf(task: string): UserModule | undefined {
  return modules.of(task);
}

/**
 * Whether a name means a module or a file, by its form or since no task is called so: `./my-task.js`, `data.csv`, `my-package`.
 *
 * @throws ArgumentError if it is no text
 */
export function isTaskModule(name: string): boolean {
  return modules.isFile(name) || !taskNames.includes(name);
}

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
export async function loadTaskModule(module: string, folder?: string): Promise<string> {
  return modules.load(module, folder);
}

function makerIn(module: string, exported: ModuleExports): TaskMaker {
  const named = Object.keys(exported).filter(
    (name) => name.endsWith('Task') && typeof exported[name] === 'function',
  );
  const maker = exported.default ?? (named.length === 1 ? exported[named[0]!] : undefined);
  const isClass = typeof maker === 'function' && /^class\b/.test(Function.prototype.toString.call(maker));
  if (typeof maker === 'function' && !isClass) return maker as TaskMaker;
  const expected = 'a module that exports a function which creates a task from its options, as its default';
  const names = isClass ? `the class ${maker.name}` : Object.keys(exported).join(', ') || 'nothing';
  throw new ArgumentError(argument, expected, module, `, which exports ${names}`);
}
