import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {ntm} from './fixtures/command.js';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

/** The options in a text, each once. */
function optionsIn(text: string): string[] {
  return [...new Set(text.match(/(?<![\w-])--[a-z][a-z-]*/g))].sort();
}

test('the README names every option of the commands, and no other', async () => {
  let help = '';
  for (const command of [
    [],
    ...[
      'train',
      'eval',
      'inspect',
      'reproduce',
      'sweep',
      'worker',
      'export',
      'import',
      'tasks',
      'completion',
    ].map((name) => [name]),
  ])
    help += (await ntm([...command, '--help'])).stdout;
  expect(optionsIn(readme)).toEqual(optionsIn(help));
});

test('the README names every exit code', () => {
  expect([...readme.matchAll(/^\| (\d+) +\|/gm)].map(([, code]) => code)).toEqual(['0', '1', '2', '130']);
});
