import {RandomStream} from '@ntmjs/tasks';
import {describe, expect, test} from 'vitest';
import {anyArguments, optionsIn} from './argumentLists.js';
import {faultOfCommand, tryArguments} from './commands.js';

const help = `Usage: ntm train [options] [task]

Options:
  --rows <n>     the number of rows, or
                 --more of them
  --eager        without compiling
  -h, --help     display help for command
`;

test('the options of a help', () => {
  expect(optionsIn(help)).toEqual([
    {name: '--rows', takesValue: true},
    {name: '--eager', takesValue: false},
    {name: '--help', takesValue: false},
  ]);
});

test('equal seeds give equal arguments', () => {
  const from = {options: optionsIn(help), positionals: ['copy']};
  const lists = Array.from({length: 50}, (_, seed) => anyArguments(from, new RandomStream(seed)));
  expect(lists).toEqual(lists.map((_, seed) => anyArguments(from, new RandomStream(seed))));
  expect(new Set(lists.map(String)).size).toBeGreaterThan(30);
});

describe('the end of a command', () => {
  const fault = (code: number, stderr: string, stdout = '') => faultOfCommand({code, stdout, stderr});

  test('may be its work, or one line with exit code 2 and advice in parentheses', () => {
    expect(fault(0, '')).toBeUndefined();
    expect(fault(1, '')).toBeUndefined();
    expect(fault(130, '')).toBeUndefined();
    expect(fault(2, 'ntm: --rows must be a number, got "x"\n')).toBeUndefined();
    expect(
      fault(2, "error: unknown option '--row'\n(Did you mean --rows?)\n(see: ntm --help)\n"),
    ).toBeUndefined();
    expect(fault(1, 'ntm: the loss is not finite\n')).toBeUndefined();
    expect(fault(1, 'ntm: a logit is NaN after 0 sequences; try a lower rate\n')).toBeUndefined();
  });

  test.each([
    ['exit code 3', 3, ''],
    ['another message', 1, 'ntm: Invalid typed array length: 5\n'],
    ['a raw error', 2, 'ntm: TypeError: x\n'],
    ['two lines', 2, 'ntm: a\nb\n'],
    ['a stack', 2, 'Error: a\n    at b (c.js:1:2)\n'],
  ])('%s is wrong', (_, code, stderr) => {
    expect(fault(code, stderr)).toBeDefined();
  });
});

test('a planted fault is a failure that shows the arguments', async () => {
  const {failure} = await tryArguments(['train', '--rows', 'x'], async () => ({
    ...{code: 1, stdout: '', stderr: 'TypeError: x\n'},
  }));
  expect(failure).toMatch(/^ntm "train" "--rows" "x": a raw error/);
});
