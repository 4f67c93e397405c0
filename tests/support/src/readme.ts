import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import {format} from 'node:util';
import {expect, test, vi} from 'vitest';

/** A TypeScript block of a README, and what its comments `// → …` say is printed, line by line. */
export interface Example {
  readonly code: string;
  readonly expected: readonly string[];
}

/** All TypeScript blocks of a README: at least one, each of which says what it prints. */
export function examplesOf(readme: string): Example[] {
  const blocks = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map((match) => match[1]!);
  if (blocks.length === 0) expect.fail('the README has no ```ts block');
  return blocks.map((code) => {
    const expected = [...code.matchAll(/\/\/ → (.*)$/gm)].map((match) => match[1]!.trim());
    if (expected.length === 0) expect.fail('an example of the README has no comment // → …');
    return {code, expected};
  });
}

/** Runs the code as a file of the package in that directory, and returns the lines it printed. */
async function run(directory: string, name: string, code: string): Promise<string[]> {
  // One each time: the tests of several READMEs may run at once.
  const folder = await mkdtemp(join(directory, '.readme-example-'));
  const printed: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((...values: unknown[]) => {
    printed.push(...format(...values).split('\n'));
  });
  try {
    const file = join(folder, `${name}.ts`);
    await writeFile(file, code);
    await import(/* @vite-ignore */ file);
  } finally {
    log.mockRestore();
    await rm(folder, {recursive: true, force: true});
  }
  return printed;
}

/**
 * Runs every TypeScript block of a README, each as a file of its own of the package in that directory, and expects each
 * line it prints to be as its comment says.
 *
 * @param readme the file; defaults to the package's own
 */
export async function expectReadme(directory: string | URL, readme?: URL): Promise<void> {
  const path = directory instanceof URL ? fileURLToPath(directory) : resolve(directory);
  const text = await readFile(readme ?? join(path, 'README.md'), 'utf8');
  for (const [index, {code, expected}] of examplesOf(text).entries()) {
    expect(await run(path, `example-${index + 1}`, code)).toEqual(expected);
  }
}

/**
 * Defines the test that `expectReadme` is, for the package in that directory. It has a test file of its own, in which
 * nothing is loaded but what the examples import.
 */
export function testReadme(directory: string | URL, readme?: URL): void {
  test('the examples of the README print what they say', () => expectReadme(directory, readme));
}
