import {readdir} from 'node:fs/promises';
import {describe, expect, test} from 'vitest';
import {closureOf, publishedPackages} from './packages.js';
import {useProject} from './useProject.js';

/** Says what Node gets for a module, by `import` and by `require`. */
const namesOf = (entry: string) => `
  import {createRequire} from 'node:module';
  const imported = await import('${entry}');
  const required = createRequire(import.meta.url)('${entry}');
  console.log(JSON.stringify({names: Object.keys(imported).sort(), same: imported === required}));
`;

describe.each(publishedPackages)(
  '$name, installed with nothing but its peers',
  ({name, entries, manifest}) => {
    const project = useProject([name, ...Object.keys(manifest.peerDependencies ?? {})]);

    test('comes with those packages that it depends on, and no others', async () => {
      const folders = await readdir(project().path('node_modules', '.pnpm'));
      const ours = folders.filter((folder) => folder.startsWith('@ntmjs+'));
      const names = ours.map((folder) => folder.replace('+', '/').replace(/@file.*/, ''));
      expect(names.sort()).toEqual(closureOf([name]));
      expect(await readdir(project().path('node_modules', '@ntmjs'))).toEqual([name.replace('@ntmjs/', '')]);
    });

    test.each(entries)('%s has its public names in Node, by import and by require', async (entry) => {
      const source = (await import(/* @vite-ignore */ entry)) as object;
      await project().write('names.mjs', namesOf(entry));
      const {names, same} = JSON.parse(await project().run('node', 'names.mjs'));
      expect(names.length).toBeGreaterThan(0);
      expect(names).toEqual(Object.keys(source).sort());
      expect(same).toBe(true);
    });

    test('gives its package.json, and no files that are not public', async () => {
      await project().write(
        'paths.mjs',
        `console.log((await import('${name}/package.json', {with: {type: 'json'}})).default.name);
       console.log(await import('${name}/dist/index.js').catch(({code}) => code));`,
      );
      const printed = await project().run('node', '--no-warnings', 'paths.mjs');
      expect(printed).toBe(`${name}\nERR_PACKAGE_PATH_NOT_EXPORTED\n`);
    });
  },
);
