import {ArgumentError} from '@ntmjs/arguments';
import {MemoryAccess} from '@ntmjs/layers';
import {importModule, inModule, type ModuleExports, type UserModule, UserModules} from '@ntmjs/tasks/modules';
import type {ArchitectureName} from './architectures/index.js';
import {type AccessClass, registerAccess} from './ownAccess.js';

const argument = 'access';

const modules = new UserModules({
  argument,
  async register(source) {
    const access = classIn(source.module, await importModule(argument, source));
    return inModule(source.module, () => registerAccess(access));
  },
});

/** The module that an architecture is from, if `loadAccessModule` registered it; undefined for all others. */
export function accessModuleOf(architecture: string): UserModule | undefined {
  return modules.of(architecture);
}

/**
 * Registers the memory access of a module as an architecture, as `registerAccess` does; one that is loaded already is not loaded again.
 *
 * The code of a module runs. It exports a class that extends `MemoryAccess`, as its default or as the only one.
 *
 * @param module the path of a file in `folder` or below, or the name of a package that is installed there
 * @param folder defaults to the working directory
 * @returns the name of the architecture
 * @throws ArgumentError if there is no such file or package, it is not in the folder, it cannot be loaded, or it exports no access; it
 *   names the module
 */
export async function loadAccessModule(module: string, folder?: string): Promise<ArchitectureName> {
  return (await modules.load(module, folder)) as ArchitectureName;
}

function classIn(module: string, exported: ModuleExports): AccessClass {
  const isClass = (value: unknown) => typeof value === 'function' && value.prototype instanceof MemoryAccess;
  const classes = Object.values(exported).filter(isClass);
  const access = exported.default ?? (classes.length === 1 ? classes[0] : undefined);
  if (typeof access === 'function') return access as unknown as AccessClass;
  const expected =
    'a module that exports a class which extends MemoryAccess, as its default or as the only one';
  const names = Object.keys(exported).join(', ') || 'nothing';
  throw new ArgumentError(argument, expected, module, `, which exports ${names}`);
}
