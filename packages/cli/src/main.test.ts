import {readFileSync} from 'node:fs';
import {taskNames} from '@ntmjs/tasks';
import {describe, expect, test} from 'vitest';
import {eventsOf, ntm} from './fixtures/command.js';
import * as api from './main.js';

test('the public names', () => {
  expect(Object.keys(api)).toEqual(['main']);
});

describe('ntm', () => {
  test.each([[['--help']], [['help']], [['-h']]])('%j lists the commands', async (args) => {
    const {code, stdout, stderr} = await ntm(args);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    for (const command of [
      'train',
      'eval',
      'inspect',
      'export',
      'import',
      'reproduce',
      'sweep',
      'worker',
      'tasks',
    ])
      expect(stdout).toContain(command);
  });

  test.each(['train', 'eval', 'inspect', 'export', 'import', 'reproduce', 'sweep', 'tasks'])(
    '%s --help shows its options',
    async (command) => {
      const {code, stdout, stderr} = await ntm([command, '--help']);
      expect(code).toBe(0);
      expect(stderr).toBe('');
      expect(stdout).toContain(`Usage: ntm ${command}`);
      expect(stdout).toContain('--json');
    },
  );

  test('--version prints the version of the package', async () => {
    const {version} = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
    expect(await ntm(['--version'])).toEqual({code: 0, stdout: `${version}\n`, stderr: ''});
  });

  test.each([
    [[], 'Usage: ntm'],
    [['learn'], "unknown command 'learn'"],
    [['train', 'copy', '--unit', '8'], "unknown option '--unit'"],
    [['eval'], "missing required argument 'run'"],
    [['tasks', 'copy', 'dyck'], 'too many arguments'],
  ])('%j is rejected, with a hint at the help', async (args, message) => {
    const {code, stdout, stderr} = await ntm(args);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/--help|Usage/);
  });
});

describe('ntm tasks', () => {
  test('lists the tasks', async () => {
    const {code, stdout} = await ntm(['tasks']);
    expect(code).toBe(0);
    expect(stdout).toContain(
      'copy\n' +
        '  Repeat a sequence of random bit vectors after its end.\n' +
        '  inputs: bit 0, bit 1, bit 2, bit 3, bit 4, bit 5, bit 6, bit 7, delimiter\n' +
        '  outputs: bit 0, bit 1, bit 2, bit 3, bit 4, bit 5, bit 6, bit 7\n' +
        '  difficulty in training: length 1–20\n' +
        '  metrics: bits, wrongBits\n' +
        '  options, with their defaults:\n' +
        '    vectorWidth=8      width of a vector\n' +
        '    minLength=1        ',
    );
  });

  test('lists many channels of a kind as the first, the last and their number', async () => {
    const {stdout} = await ntm(['tasks']);
    expect(stdout).toContain(
      '  inputs: pixel 0, 0 … pixel 11, 11 (144), given 0, given 1, given 2, given 3, given 4\n',
    );
  });

  test('lists the values of a choice', async () => {
    const {stdout} = await ntm(['tasks']);
    expect(stdout).toMatch(/\n {4}answer=reverse +.* \(copy, reverse, flip-bigrams\)\n/);
    expect(stdout).toMatch(/\n {4}split=train +.* \(train, held-out\)\n/);
  });

  test('lists them for machines', async () => {
    const events = eventsOf(await ntm(['tasks', '--json']));
    expect(events.map(({event, name}) => [event, name])).toEqual(taskNames.map((name) => ['task', name]));
    const copy = events.find(({name}) => name === 'copy')!;
    expect(copy.config).toEqual({
      vectorWidth: 8,
      minLength: 1,
      maxLength: 20,
      startMarker: false,
      endMarker: false,
    });
    expect(copy.inputChannels).toHaveLength(9);
    expect(copy.outputChannels).toHaveLength(8);
  });
});
