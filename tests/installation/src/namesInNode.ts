import type {Project} from './project.js';

/** The names that a module exports, and whether `require` gives the same module as `import`. */
export interface NamesInNode {
  readonly names: readonly string[];
  readonly same: boolean;
}

const program = (entries: readonly string[]) => `
  import {createRequire} from 'node:module';
  const require = createRequire(import.meta.url);
  const found = {};
  for (const entry of ${JSON.stringify(entries)}) {
    const imported = await import(entry);
    found[entry] = {names: Object.keys(imported).sort(), same: imported === require(entry)};
  }
  console.log(JSON.stringify(found));
`;

/** What Node gets from modules, by their names. */
export async function namesInNode(
  project: Project,
  entries: readonly string[],
): Promise<Readonly<Record<string, NamesInNode>>> {
  await project.write('names.mjs', program(entries));
  return JSON.parse(await project.run('node', 'names.mjs')) as Record<string, NamesInNode>;
}
