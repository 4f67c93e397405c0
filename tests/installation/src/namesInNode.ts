import type {Project} from './project.js';

const program = (entry: string) => `
  import {createRequire} from 'node:module';
  const imported = await import('${entry}');
  const required = createRequire(import.meta.url)('${entry}');
  console.log(JSON.stringify({names: Object.keys(imported).sort(), same: imported === required}));
`;

/** The names that Node gets from a module by `import`, and whether `require` gives the same module. */
export async function namesInNode(
  project: Project,
  entry: string,
): Promise<{names: string[]; same: boolean}> {
  await project.write('names.mjs', program(entry));
  return JSON.parse(await project.run('node', 'names.mjs')) as {names: string[]; same: boolean};
}
