import type {Project} from './project.js';

/** The folder of all programs that become pages; `main.ts` in a folder of its own is where a program begins. */
export async function writePage(project: Project, name: string, modules: readonly string[]): Promise<void> {
  for (const [index, code] of modules.entries()) await project.write(`${name}/module-${index}.ts`, code);
  const imports = modules.map((_, index) => `import './module-${index}.js';\n`).join('');
  await project.write(`${name}/main.ts`, `${imports}Object.assign(globalThis, {ended: true});\n`);
}
