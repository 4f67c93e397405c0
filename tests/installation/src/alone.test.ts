import {readdir} from 'node:fs/promises';
import {posix} from 'node:path';
import {describe, expect, test} from 'vitest';
import {namesInNode} from './namesInNode.js';
import {closureOf, isOurs, publishedPackages} from './packages.js';
import {useProject} from './useProject.js';

// @module-tag full

describe.each(publishedPackages)(
  '$name, installed with nothing but its peers',
  ({name, entries, manifest}) => {
    const project = useProject([name, ...Object.keys(manifest.peerDependencies ?? {})]);

    test('installs the packages that it depends on, and no others', async () => {
      const folders = await readdir(project().path('node_modules', '.pnpm'));
      const names = folders.map((folder) => folder.replace('+', '/').replace(/@file.*/, ''));
      expect(names.filter(isOurs).sort()).toEqual(closureOf([name]));
      const scope = posix.dirname(name);
      const direct = await readdir(project().path('node_modules', scope));
      expect(direct.map((folder) => posix.join(scope, folder)).filter(isOurs)).toEqual([name]);
    });

    test.each(entries)('%s has its public names in Node, by import and by require', async (entry) => {
      const source = (await import(/* @vite-ignore */ entry)) as object;
      const {names, same} = (await namesInNode(project(), [entry]))[entry]!;
      expect(names.length).toBeGreaterThan(0);
      expect(names).toEqual(Object.keys(source).sort());
      expect(same).toBe(true);
    });

    test('exports its package.json, and no files that are not public', async () => {
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
