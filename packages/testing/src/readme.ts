import {mkdir, readFile, rm, writeFile} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import {format} from 'node:util';
import {expect, test, vi} from 'vitest';

/** The first TypeScript block of a README, and what its comments `// → …` say is printed, line by line. */
export function exampleOf(readme: string): {code: string; expected: string[]} {
  const code = /^```ts\n(.*?)^```$/ms.exec(readme)?.[1];
  if (code === undefined) expect.fail('the README has no ```ts block');
  const expected = [...code.matchAll(/\/\/ → (.*)$/gm)].map((match) => match[1]!.trim());
  if (expected.length === 0) expect.fail('the example of the README has no comment // → …');
  return {code, expected};
}

/** Runs the code as a file of the package in that directory, and returns the lines it printed. */
async function run(directory: string, code: string): Promise<string[]> {
  const folder = join(directory, '.readme-example');
  const printed: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((...values: unknown[]) => {
    printed.push(...format(...values).split('\n'));
  });
  try {
    await mkdir(folder, {recursive: true});
    const file = join(folder, 'example.ts');
    await writeFile(file, code);
    await import(/* @vite-ignore */ file);
  } finally {
    log.mockRestore();
    await rm(folder, {recursive: true, force: true});
  }
  return printed;
}

/** Runs the first TypeScript block of a package's README, and expects each line it prints to be as its comment says. */
export async function expectReadme(directory: string | URL): Promise<void> {
  const path = directory instanceof URL ? fileURLToPath(directory) : resolve(directory);
  const {code, expected} = exampleOf(await readFile(join(path, 'README.md'), 'utf8'));
  expect(await run(path, code)).toEqual(expected);
}

/**
 * Defines the test that `expectReadme` is, for the package in that directory. It has a test file of its own, in which
 * nothing is loaded but what the example imports.
 */
export function testReadme(directory: string | URL): void {
  test('the example of the README prints what it says', () => expectReadme(directory));
}
