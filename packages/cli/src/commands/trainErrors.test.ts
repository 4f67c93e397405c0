import {mkdir, readdir, readFile, writeFile} from 'node:fs/promises';
import {useFolder} from '@ntmjs/test-support';
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

describe('ntm train rejects, before it creates anything:', () => {
  const integer = 'must be a positive integer, got';
  const positive = 'must be a finite number above 0, got';
  const part = 'must be a part of the difficulty and positive integers, such as length=20,50';
  test.each([
    ['--rows 0', `ntm: --rows ${integer} 0`],
    ['--rows 2.5', `ntm: --rows ${integer} 2.5`],
    ['--rows -8', `ntm: --rows ${integer} -8`],
    ['--rows abc', 'ntm: --rows must be a number, got "abc"'],
    ['--width 0', `ntm: --width ${integer} 0`],
    ['--units 0', `ntm: --units ${integer} 0`],
    ['--units many', 'ntm: --units must be a number, got "many"'],
    ['--layers 0', `ntm: --layers ${integer} 0`],
    [
      '--controller rnn',
      'ntm: --controller must be one of "feedforward", "lstm", "gru", "gruResetAfter", got "rnn"',
    ],
    ['--heads write', 'ntm: --heads must be a list with at least one "read", got ["write"]'],
    ['--heads foo', 'ntm: --heads must be a list, each element one of "write", "read", got ["foo"]'],
    ['--heads read,', 'ntm: --heads must be a list, each element one of "write", "read", got ["read",""]'],
    [
      '--shift-range 8',
      'ntm: --shift-range must be such that its 17 shifts (−R … +R) fit the 8 rows of the memory, got 8',
    ],
    ['--shift-range 0.5', 'ntm: --shift-range must be an integer at least 0, got 0.5'],
    [
      '--first-weighting zero',
      'ntm: --first-weighting must be one of "oneHot", "uniform", "zeros", "learned" (did you mean "zeros"?), got "zero"',
    ],
    ['--contents-deviation 0', `ntm: --contents-deviation ${positive} 0`],
    ['--key-strength-bias much', 'ntm: --key-strength-bias must be a number, got "much"'],
    ['--gate-bias Infinity', 'ntm: --gate-bias must be a finite number, got Infinity'],
    [
      '--heads read --erase-bias -2',
      'ntm: --erase-bias must be omitted, since no head has this part, got -2',
    ],
    ['--first-reads zero', 'ntm: --first-reads must be one of "zeros", "learned" (did you mean "zeros"?)'],
    [
      '--controller feedforward --first-controller-state learned',
      'ntm: --first-controller-state must be "zeros" with a feedforward controller, which ignores its state',
    ],
    [
      '--architecture mann --key-strength-bias 3',
      'ntm: --key-strength-bias must be omitted, since no head has this part, got 3',
    ],
    ['--activation relu', 'ntm: --activation must be one of "linear", "tanh", got "relu"'],
    ['--weighting-clip 0', `ntm: --weighting-clip ${positive} 0`],
    ['--batch 0', `ntm: --batch ${integer} 0`],
    ['--batch 1.5', `ntm: --batch ${integer} 1.5`],
    ['--sequences 0', `ntm: --sequences ${integer} 0`],
    ['--sequences -1', `ntm: --sequences ${integer} -1`],
    ['--solved 0.1', 'ntm: --solved must be name=number, got "0.1"'],
    ['--solved bits=low', 'ntm: --solved must be name=number, got "bits=low"'],
    ['--solved loss=1', 'ntm: --solved must be one of "bits", "wrongBits", got "loss"'],
    ['--solved bits=Infinity', 'ntm: --solved must be a finite number, got Infinity'],
    ['--solved-above 0.1', 'ntm: --solved-above must be name=number, got "0.1"'],
    ['--solved-above bits=Infinity', 'ntm: --solved-above must be a finite number, got Infinity'],
    [
      '--optimizer adamw --optimizer-option weightDecay=-1',
      'ntm: --optimizer-option weightDecay must be a finite number at least 0, got -1',
    ],
    [
      '--optimizer sgd --optimizer-option beta1=0.5',
      'ntm: --optimizer-option beta1 must be omitted (the options are learningRate, momentum, nesterov), got 0.5',
    ],
    [
      '--optimizer lion',
      'ntm: --optimizer must be one of "gravesRmsProp", "adam", "adamw", "sgd", got "lion"',
    ],
    ['--learning-rate -1', `ntm: --learning-rate ${positive} -1`],
    ['--learning-rate Infinity', `ntm: --learning-rate ${positive} Infinity`],
    ['--decay 0.5', 'ntm: --decay must be part/sequences, such as 0.05/60000, got "0.5"'],
    ['--decay 0/10', 'ntm: --decay must be a finite number above 0 and at most 1, got 0'],
    ['--decay 2/10', 'ntm: --decay must be a finite number above 0 and at most 1, got 2'],
    ['--decay 0.5/0', `ntm: --decay ${integer} 0`],
    ['--curriculum length --advance-below 1', 'ntm: --curriculum must be name=number, got "length"'],
    ['--curriculum size=1 --advance-below 1', 'ntm: --curriculum must be one of "length", got "size"'],
    [
      '--curriculum length=3 --advance-below 1',
      'ntm: --curriculum must be an integer at least 1 and at most 2, got 3',
    ],
    ['--curriculum length=1', 'ntm: --advance-below must be a finite number, got undefined'],
    ['--advance-below 1', 'ntm: --curriculum must be given: the preset has no curriculum, got undefined'],
    ['--curriculum length=1 --advance-below 1 --advance-by 0', `ntm: --advance-by ${integer} 0`],
    [
      '--curriculum length=1 --advance-below 1 --advance-metric loss',
      'ntm: --advance-metric must be one of "bits", "wrongBits", got "loss"',
    ],
    [
      '--curriculum length=1 --advance-below 1 --practice 1',
      'ntm: --practice must be a finite number at least 0 and below 1, got 1',
    ],
    [
      '--curriculum length=1 --advance-below Infinity',
      'ntm: --advance-below must be a finite number, got Infinity',
    ],
    ['--checkpoint-every 0', `ntm: --checkpoint-every ${integer} 0`],
    ['--checkpoint-every often', 'ntm: --checkpoint-every must be a number, got "often"'],
    ['--keep 0', `ntm: --keep ${integer} 0`],
    ['--keep 1.5', `ntm: --keep ${integer} 1.5`],
    ['--on-nan cry', 'ntm: --on-nan must be one of "stop", "rewind", got "cry"'],
    ['--threads 0', `ntm: --threads ${integer} 0`],
    ['--threads 1e15', 'ntm: --threads must be an integer at least 1 and at most 256, got 1000000000000000'],
    ['--clip 0', `ntm: --clip ${positive} 0`],
    ['--clip-norm -1', `ntm: --clip-norm ${positive} -1`],
    ['--episodes 0', 'ntm: --episodes must be an integer at least 1 and at most 10000000, got 0'],
    ['--episodes 1.5', 'ntm: --episodes must be an integer at least 1 and at most 10000000, got 1.5'],
    ['--at 20', `ntm: --at ${part}, got "20"`],
    ['--at length=0', `ntm: --at ${part}, got "length=0"`],
    ['--at length=1,x', `ntm: --at ${part}, got "length=1,x"`],
    ['--at items=3', 'ntm: --at must be a part of the difficulty of the task copy (length), got "items"'],
    ['--settings best', 'ntm: --settings must be one of "measured", "paper", got "best"'],
    [
      '--architecture rnn',
      'ntm: --architecture must be one of "ntm", "lstm", "dnc", "mann", "sam", "sdnc", "delta", "attention", "stack", "queue", "deque", got "rnn"',
    ],
    [
      '--read-heads 2',
      'ntm: --read-heads must be omitted with --architecture ntm, whose options are --controller, ',
    ],
    ['--output-clip 0', `ntm: --output-clip ${positive} 0`],
    ['--contents zero', 'ntm: --contents must be one of "constant", "random", "learned", got "zero"'],
    ['--seed 0.5', 'ntm: --seed must be an integer, got 0.5'],
    ['--backend gpu', 'ntm: --backend must be one of "wasm", "cpu" (did you mean "cpu"?), got "gpu"'],
    ['--task-option vectorWidth=0', `ntm: --task-option vectorWidth ${integer} 0`],
    [
      '--task-option size=3',
      'ntm: --task-option size must be omitted (the options are vectorWidth, minLength, maxLength, startMarker, endMarker), got 3',
    ],
    ['--task-option bits', 'ntm: --task-option must be name=value, got "bits"'],
    ['--task-option endMarker=1', 'ntm: --task-option endMarker must be true or false, got 1'],
    ['--task-option vectorWidth=true', `ntm: --task-option vectorWidth ${integer} true`],
  ])('%s', async (options, message) => {
    const given = [...smallTask, ...smallModel, ...options.split(' ')];
    await expectRefused(['train', 'copy', ...given, '--run', path('run')], escaped(message));
  });

  test.each([
    [
      '--rows 8',
      'ntm: --rows must be omitted with --architecture lstm, whose options are --units, --layers, got 8',
    ],
    ['--units 0', `ntm: --units ${integer} 0`],
    ['--layers 0', `ntm: --layers ${integer} 0`],
  ])('--architecture lstm %s', async (options, message) => {
    const args = ['train', 'copy', '--architecture', 'lstm', ...options.split(' '), '--run', path('run')];
    await expectRefused(args, escaped(message));
  });

  test.each([
    ['dnc --write-heads 0', `ntm: --write-heads ${integer} 0`],
    ['mann --read-heads 200', 'ntm: --read-heads must be at most 128, the rows of the memory, got 200'],
    ['mann --usage-decay 2', 'ntm: --usage-decay must be a finite number at least 0 and at most 1, got 2'],
    ['mann --activation relu', 'ntm: --activation must be one of "linear", "tanh", got "relu"'],
    ['sam --rows-read 200', 'ntm: --rows-read must be at most 128, the rows of the memory, got 200'],
    ['delta --rule hebb', 'ntm: --rule must be one of "delta", "sum", got "hebb"'],
    ['delta --activation tanh', 'ntm: --activation must be one of "linear", "silu", got "tanh"'],
    [
      'delta --max-write-strength 3',
      'ntm: --max-write-strength must be a finite number above 0 and at most 2, got 3',
    ],
    [
      'delta --memory-decay-bias 4',
      'ntm: --memory-decay-bias must be omitted, since no head has this part, got 4',
    ],
    ['attention --blocks 300', 'ntm: --blocks must be an integer at least 0 and at most 256, got 300'],
    ['attention --positions rotary', 'ntm: --positions must be one of "alibi", "none", got "rotary"'],
    ['sdnc --links 0', 'ntm: --links must be a positive integer, got 0'],
    ['sam --access-threshold -1', 'ntm: --access-threshold must be a finite number at least 0, got -1'],
    ['deque --rows 7', 'ntm: --rows must be an even'],
    [
      'queue --settings paper',
      'ntm: --settings must be omitted for Neural queue, which is not a model of the paper, got "paper"',
    ],
  ])('--architecture %s', async (options, message) => {
    const args = ['train', 'copy', '--architecture', ...options.split(' '), '--run', path('run')];
    await expectRefused(args, escaped(message));
  });

  test.each([
    ['associative-recall --at items=1', 'ntm: --at items must be an integer at least 2, got 1'],
    ['n-grams --task-option signed=1', 'ntm: --task-option signed must be true or false, got 1'],
    [
      'n-grams --solved loss=1',
      'ntm: --solved must be one of "bits", "wrongBits", "optimalBits", "excessBits", got "loss"',
    ],
  ])('%s', async (args, message) => {
    await expectRefused(['train', ...args.split(' '), '--run', path('run')], message);
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
      'ntm: task must be given without --resume, got undefined',
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
