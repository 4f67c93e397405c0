import {mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {examplesOf, expectReadme} from './readme.js';

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

test('an example that prints its expected output passes, and leaves no file', async () => {
  await check(
    "import {join} from 'node:path';",
    'const sum: number = await Promise.resolve(3);',
    "console.log(sum, join('a', 'b')); // → 3 a/b",
    "console.log('first\\nsecond'); // → first",
    '// → second',
  );
  expect(readdirSync(directory)).toEqual(['README.md']);
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
  expect(readdirSync(directory)).toEqual(['README.md']);
});

test('a README without an example, or with one without expected output, fails', async () => {
  expect(() => examplesOf('# Title\n\n```sh\nnpm install\n```\n')).toThrow(/no ```ts block/);
  expect(() => examplesOf('```ts\nconsole.log(1); // 1\n```\n')).toThrow(/no comment \/\/ →/);
  await expect(check('console.log(1);')).rejects.toThrow(/no comment/);
});

test('every block counts', async () => {
  const block = (value: number, said: number) => `\`\`\`ts\nconsole.log(${value}); // → ${said}\n\`\`\`\n\n`;
  expect(examplesOf(block(1, 1) + block(2, 2))).toEqual([
    {code: 'console.log(1); // → 1\n', expected: ['1']},
    {code: 'console.log(2); // → 2\n', expected: ['2']},
  ]);
  writeFileSync(join(directory, 'README.md'), block(1, 1) + block(2, 3));
  await expect(expectReadme(directory)).rejects.toThrow(/to deeply equal/);
});

test('the README may be elsewhere', async () => {
  const readme = join(directory, 'OTHER.md');
  writeFileSync(readme, '```ts\nconsole.log(1); // → 1\n```\n');
  await expectReadme(directory, pathToFileURL(readme));
});
