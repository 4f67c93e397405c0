import {expect, test} from 'vitest';
import {importedFile, importsOf, manifestDependencies, sourceFiles, stringLiterals} from './sources.js';

const file = (text: string) => ({path: 'packages/arguments/src/made.ts', text});

test('finds imports of values and of types, exports, and dynamic imports', () => {
  const text = `
    import {a} from './a.js';
    import type {B} from './b.js';
    export {c} from './c.js';
    export type * from './d.js';
    const e = import('./e.js');
    let f: import('./f.js').F;
    import './g.js';
    // import './comment.js';
    const text = "import './text.js'";
  `;
  const imports = importsOf(file(text)).sort();
  expect(imports).toEqual(['./a.js', './b.js', './c.js', './d.js', './e.js', './f.js', './g.js']);
});

test('resolves relative imports to sources, and nothing else', () => {
  const [from] = sourceFiles('packages/arguments');
  expect(importedFile(from!, './index.js')).toBe('packages/arguments/src/index.ts');
  expect(importedFile(from!, './missing.js')).toBeUndefined();
  expect(importedFile(from!, '@ntmjs/tasks')).toBeUndefined();
});

test('finds strings with their lines, in any quotes, but not in comments or names of modules', () => {
  const text = "import 'no';\nconst a = 'one'; // 'no'\nconst b = {\"two\": `three`, no: 3};\n";
  expect(stringLiterals(file(text))).toEqual([
    {line: 2, value: 'one'},
    {line: 3, value: 'two'},
    {line: 3, value: 'three'},
  ]);
});

test('sources are without tests and fixtures', () => {
  const paths = sourceFiles('packages/cli').map(({path}) => path);
  expect(paths).toContain('packages/cli/src/main.ts');
  expect(paths.filter((path) => /test|fixtures/.test(path))).toEqual([]);
});

test('reads dependencies and peers', () => {
  expect(manifestDependencies('packages/heads')).toEqual(
    expect.arrayContaining(['addressing', 'arguments', 'memory']),
  );
});
