import {mkdir, readdir, readFile, writeFile} from 'node:fs/promises';
import {useFolder} from '@ntmjs/testing';
import {describe, expect, test} from 'vitest';
import {ntm, smallModel, smallTask} from '../fixtures/command.js';

const path = useFolder();

/** Expects a command to be refused before anything happens: exit code 2, one line that says why, no new file. */
async function expectRefused(args: string[], message: string | RegExp): Promise<void> {
  const before = await readdir(path());
  const {code, stdout, stderr} = await ntm(args);
  expect(stderr).toMatch(message);
  expect(stderr).toMatch(/^ntm: .*\n$/);
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(await readdir(path())).toEqual(before);
}

describe('ntm train refuses before it makes anything:', () => {
  const integer = 'must be a positive integer, got';
  const positive = 'must be a finite number above 0, got';
  test.each([
    ['--rows 0', `ntm: --rows ${integer} 0`],
    ['--rows 2.5', `ntm: --rows ${integer} 2.5`],
    ['--rows -8', `ntm: --rows ${integer} -8`],
    ['--rows abc', 'ntm: --rows must be a number, got "abc"'],
    ['--width 0', `ntm: --width ${integer} 0`],
    ['--units 0', `ntm: --units ${integer} 0`],
    ['--units many', 'ntm: --units must be a number, got "many"'],
    ['--layers 0', `ntm: --layers ${integer} 0`],
    ['--controller rnn', 'ntm: --controller must be one of "feedforward", "lstm", "gru", got "rnn"'],
    ['--heads write', 'ntm: --heads must be a list with at least one "read", got ["write"]'],
    ['--heads foo', 'ntm: --heads must be one of "read", "write", got "foo"'],
    ['--heads read,', 'ntm: --heads must be one of "read", "write", got ""'],
    [
      '--shift-range 8',
      'ntm: --shift-range must be such that its 17 shifts (−R … +R) fit the 8 rows of the memory, got 8',
    ],
    ['--shift-range 0.5', 'ntm: --shift-range must be an integer at least 0, got 0.5'],
    [
      '--first-weighting zero',
      'ntm: --first-weighting must be one of "oneHot", "uniform", "learned", got "zero"',
    ],
    ['--activation relu', 'ntm: --activation must be one of "linear", "tanh", got "relu"'],
    ['--weighting-clip 0', `ntm: --weighting-clip ${positive} 0`],
    ['--batch 0', `ntm: --batch ${integer} 0`],
    ['--batch 1.5', `ntm: --batch ${integer} 1.5`],
    ['--sequences 0', `ntm: --sequences ${integer} 0`],
    ['--sequences -1', `ntm: --sequences ${integer} -1`],
    ['--solved-below 0', `ntm: --solved-below ${positive} 0`],
    ['--optimizer sgd', 'ntm: --optimizer must be one of "gravesRmsProp", "adam", got "sgd"'],
    ['--learning-rate -1', `ntm: --learning-rate ${positive} -1`],
    ['--learning-rate Infinity', `ntm: --learning-rate ${positive} Infinity`],
    ['--clip 0', `ntm: --clip ${positive} 0`],
    ['--clip-norm -1', `ntm: --clip-norm ${positive} -1`],
    ['--episodes 0', `ntm: --episodes ${integer} 0`],
    ['--episodes 1.5', `ntm: --episodes ${integer} 1.5`],
    ['--lengths 0', 'ntm: --lengths must be positive integers with commas between them, got "0"'],
    ['--lengths abc', 'ntm: --lengths must be positive integers with commas between them, got "abc"'],
    ['--lengths 1.5', 'ntm: --lengths must be positive integers with commas between them, got "1.5"'],
    ['--seed 0.5', 'ntm: --seed must be an integer, got 0.5'],
    ['--backend gpu', 'ntm: --backend must be one of "wasm", "cpu", got "gpu"'],
    ['--task-option bits=0', `ntm: --task-option bits ${integer} 0`],
    [
      '--task-option size=3',
      'ntm: --task-option size must be left out (the options are bits, minLength, maxLength), got 3',
    ],
    ['--task-option bits', 'ntm: --task-option must be name=number, got "bits"'],
  ])('%s', async (options, message) => {
    const given = [...smallTask, ...smallModel, ...options.split(' ')];
    await expectRefused(['train', 'copy', ...given, '--run', path('run')], escaped(message));
  });

  test('an unknown task', async () => {
    await expectRefused(
      ['train', 'sing', '--run', path('run')],
      /^ntm: task must be one of "copy".*, got "sing"/,
    );
  });

  test('no task', async () => {
    await expectRefused(
      ['train', '--run', path('run')],
      'ntm: task must be given, unless --resume is, got undefined',
    );
  });

  test('a run folder that is there, and touches nothing in it', async () => {
    await mkdir(path('run'));
    await writeFile(path('run', 'run.json'), 'mine');
    await expectRefused(
      ['train', 'copy', '--run', path('run')],
      `ntm: --run must be a path where nothing is yet, got "${path('run')}"`,
    );
    expect(await readdir(path('run'))).toEqual(['run.json']);
    expect(await readFile(path('run', 'run.json'), 'utf8')).toBe('mine');
  });

  test('a run folder that cannot be made', async () => {
    await writeFile(path('file'), 'mine');
    for (const folder of [path('file', 'run'), '/dev/null/run', '/dev/null/deep/run']) {
      await expectRefused(
        ['train', 'copy', '--run', folder],
        new RegExp(`^ntm: --run must be a path that can be written \\(.*\\), got "${folder}"`),
      );
    }
  });
});

function escaped(message: string): RegExp {
  return new RegExp(`^${message.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`);
}
