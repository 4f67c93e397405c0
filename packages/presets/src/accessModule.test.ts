import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {useBackend, useFolder} from '@ntmjs/test-support';
import {describe, expect, test} from 'vitest';
import {accessModuleOf, loadAccessModule} from './accessModule.js';
import {shelf} from './fixtures/shelf.js';
import {architectureNames} from './index.js';

// Registers accesses: @own-process

const path = useFolder();

// For modules that Node loads itself, as it does those of packages.
Object.assign(globalThis, {shelf});

/** Writes a file and returns its folder. */
function write(name: string, text: string): string {
  mkdirSync(join(path(name), '..'), {recursive: true});
  writeFileSync(path(name), text);
  return path();
}

describe('loadAccessModule', () => {
  useBackend('cpu');

  test('registers the class that is exported as default, and knows the module', async () => {
    const folder = write('mine/access.js', "export default shelf('AsDefault');\n");
    expect(await loadAccessModule('./mine/access.js', folder)).toBe('AsDefault');
    expect(architectureNames).toContain('AsDefault');
    expect(accessModuleOf('AsDefault')).toEqual({
      path: './mine/access.js',
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(accessModuleOf('ntm')).toBeUndefined();
    expect(await loadAccessModule(path('mine/access.js'), folder)).toBe('AsDefault');
  });

  test('takes the only access that is exported, and a package by its name', async () => {
    write(
      'node_modules/shelves/package.json',
      '{"name": "shelves", "type": "module", "exports": "./main.js"}',
    );
    const folder = write(
      'node_modules/shelves/main.js',
      "export const two = 2, Shelf = shelf('OfPackage'), other = () => 3;\n",
    );
    expect(await loadAccessModule('shelves', folder)).toBe('OfPackage');
    expect(accessModuleOf('OfPackage')?.path).toBe('shelves');
  });

  const wrong: readonly [string, string, string | undefined, RegExp][] = [
    ['no file', './none.js', undefined, /^access must be the path of a module \(ENOENT.*got "\.\/none\.js"$/],
    [
      'no package',
      'ring',
      undefined,
      /^access must be the name of a package that is installed in .* or above it, or a path such as \.\/my-access\.js, got "ring"$/,
    ],
    ['a file above the folder', '../a.js', undefined, /^access must be a module in .* or below it/],
    ['an error when it runs', './throws.js', 'throw new Error("no luck");', /that can be loaded \(no luck\)/],
    [
      'no access',
      './empty.js',
      'export const two = 2;',
      /as its default or as the only one, got "\.\/empty\.js", which exports two$/,
    ],
    [
      'two accesses',
      './two.js',
      "export const A = shelf('A'), B = shelf('B');",
      /as its default or as the only one, got "\.\/two\.js", which exports A, B$/,
    ],
    [
      'a function that is no access',
      './other.js',
      'export default () => {};',
      /^\.\/other\.js: access must be a class that extends MemoryAccess/,
    ],
    [
      'an access whose name is taken',
      './taken.js',
      "export default shelf('ntm');",
      /^\.\/taken\.js: access\.className must be a name that no other access or layer has, got "ntm"$/,
    ],
  ];
  test.each(wrong)('an error names the module: %s', async (_, module, text, message) => {
    if (text !== undefined) write(module, text);
    await expect(loadAccessModule(module, path())).rejects.toThrow(message);
  });
});
