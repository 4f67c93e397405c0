import {existsSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {exampleOf, expectReadme} from './readme.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'readme-'));
});
afterEach(() => {
  rmSync(directory, {recursive: true});
});

/** Checks a README that holds these lines as its example. */
function check(...lines: string[]): Promise<void> {
  writeFileSync(join(directory, 'README.md'), ['# Title', '', '```ts', ...lines, '```', ''].join('\n'));
  return expectReadme(directory);
}

test('an example that prints what it says passes, and leaves no file', async () => {
  await check(
    "import {join} from 'node:path';",
    'const sum: number = await Promise.resolve(3);',
    "console.log(sum, join('a', 'b')); // → 3 a/b",
    "console.log('first\\nsecond'); // → first",
    '// → second',
  );
  expect(existsSync(join(directory, '.readme-example'))).toBe(false);
});

test('the directory may be a URL', async () => {
  writeFileSync(join(directory, 'README.md'), '```ts\nconsole.log(1); // → 1\n```\n');
  await expectReadme(pathToFileURL(`${directory}/`));
});

test.each([
  ['another value', ['console.log(1); // → 2']],
  ['values in another order', ['console.log(1); // → 2', 'console.log(2); // → 1']],
  ['less than it says', ['if (Math.PI < 3) console.log(1); // → 1']],
  ['more than it says', ['console.log(1); // → 1', 'console.log(2);']],
])('an example that prints %s fails', async (_, lines) => {
  await expect(check(...lines)).rejects.toThrow(/to deeply equal/);
});

test('an example that throws fails, and leaves no file', async () => {
  await expect(check("throw new Error('no luck'); // → 1")).rejects.toThrow('no luck');
  expect(existsSync(join(directory, '.readme-example'))).toBe(false);
});

test('a README without an example, or one that says nothing of what it prints, fails', async () => {
  expect(() => exampleOf('# Title\n\n```sh\nnpm install\n```\n')).toThrow(/no ```ts block/);
  expect(() => exampleOf('```ts\nconsole.log(1); // 1\n```\n')).toThrow(/no comment \/\/ →/);
  await expect(check('console.log(1);')).rejects.toThrow(/no comment/);
});

test('only the first block counts', () => {
  const readme = '```ts\nconsole.log(1); // → 1\n```\n\n```ts\nconsole.log(2); // → 2\n```\n';
  expect(exampleOf(readme)).toEqual({code: 'console.log(1); // → 1\n', expected: ['1']});
});

test('nothing is loaded but what the example imports', async () => {
  await check("console.log('_tfengine' in globalThis); // → false");
});

test('the console prints again afterwards', async () => {
  const before = console.log;
  await check('console.log(1); // → 1');
  expect(console.log).toBe(before);
});
