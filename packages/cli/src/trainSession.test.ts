import {readdir} from 'node:fs/promises';
import {useFolder} from '@ntmjs/test-support';
import {Run} from '@ntmjs/training/runs';
import {describe, expect, test} from 'vitest';
import {eventsOf, interrupted, ntm, small} from './fixtures/command.js';
import {metricsOf, weightsOf} from './fixtures/runFiles.js';

const path = useFolder();

/** Trains at a rate that is far too high. */
const absurd = (rate: string, ...more: string[]) => [
  'train',
  'copy',
  ...small,
  '--sequences',
  '300',
  '--learning-rate',
  rate,
  '--decay',
  '1/300',
  ...more,
];

describe('a number that is not finite', () => {
  test.each([
    ['1e30', 'a logit', 10],
    ['1e12', 'the gradient of ntm/kernel', 30],
  ])(
    'at the rate %s ends training with an error that states the tensor, the sequences and the last checkpoint',
    async (rate, what, after) => {
      const {code, stderr} = await ntm([...absurd(rate), '--run', path('run')]);
      const left = path('run', 'checkpoints', '0');
      expect(stderr).toBe(
        `ntm: ${what} is NaN after ${after} sequences; the last good checkpoint is ${left}. To go on from it with half the learning ` +
          `rate: npx ntm train --resume ${path('run')} --on-nan rewind. In a new run, try in this order: a lower --clip-norm ` +
          `(now 50), a lower --weighting-clip (now 10), a lower --learning-rate (now ${Number(rate)})\n`,
      );
      expect(code).toBe(1);
      expect(await readdir(path('run', 'checkpoints'))).toEqual(['0']);
      await (await Run.open(path('run'))).loadModel();
    },
  );

  test('leaves the last checkpoint before it', async () => {
    const args = absurd('1e30', '--checkpoint-every', '10', '--on-nan', 'stop');
    const {stderr} = await ntm([...args, '--run', path('run')]);
    const left = path('run', 'checkpoints', '10');
    expect(stderr).toContain(`after 10 sequences; the last good checkpoint is ${left}. `);
    expect((await ntm(['eval', path('run'), '--at', 'length=1', '--episodes', '1'])).code).toBe(0);
  });
});

describe('--on-nan rewind', () => {
  const rewinding = absurd('1e12', '--on-nan', 'rewind', '--json');

  test.each([
    ['compiled', []],
    ['eager', ['--eager']],
  ])('halves the rate until numbers stay finite, %s, and each sequence is logged once', async (_, more) => {
    const outcome = await ntm([...rewinding, ...more, '--run', path('run')]);
    expect(outcome.stderr).toBe('');
    expect(outcome.code).toBe(1);
    const events = eventsOf(outcome);
    const rewinds = events.filter(({event}) => event === 'rewind');
    expect(rewinds.length).toBeGreaterThan(0);
    for (const [index, rewind] of rewinds.entries()) {
      expect(rewind).toMatchObject({sequences: 0, rateScale: 2 ** -(index + 1)});
      expect(rewind.reason).toMatch(/ is (NaN|-?Infinity) after \d+ sequences$/);
    }
    const learningRate = 1e12 * 2 ** -rewinds.length;
    const end = events.find(({event}) => event === 'end')!;
    expect(end).toMatchObject({reason: 'budget', sequences: 300});
    expect(Number(end.learningRate) / learningRate).toBeCloseTo(1, 10);
    expect(await metricsOf(path('run'))).toMatchObject([100, 200, 300].map((sequences) => ({sequences})));
  });

  test.each([
    ['compiled', []],
    ['eager', ['--eager']],
  ])('continues as after a stop at each rewind, %s, to the last bit', async (_, more) => {
    const rewind = /"event":"rewind"/;
    let stops = 0;
    let outcome = await interrupted([...rewinding, ...more, '--run', path('stopped')], rewind);
    for (; outcome.code === 130; stops++) {
      outcome = await interrupted(
        ['train', '--resume', path('stopped'), '--at', 'length=1', '--json'],
        rewind,
      );
    }
    expect(outcome.stderr).toBe('');
    expect(stops).toBeGreaterThan(0);
    await ntm([...rewinding, ...more, '--run', path('whole')]);
    expect(await weightsOf(path('stopped'))).toEqual(await weightsOf(path('whole')));
    expect(await metricsOf(path('stopped'))).toEqual(await metricsOf(path('whole')));
  });

  test('goes on after a run that ended with the error, by the command that it names', async () => {
    const {stderr} = await ntm([...absurd('1e12'), '--run', path('run')]);
    const [, command] = /npx ntm (train --resume .+ --on-nan rewind)\. /.exec(stderr)!;
    const {code, stdout} = await ntm([...command!.split(' '), '--at', 'length=1']);
    expect(stdout).toContain('back to 0 sequences, with 0.5 times the learning rate');
    expect(code).toBe(1);
    expect(await metricsOf(path('run'))).toMatchObject([100, 200, 300].map((sequences) => ({sequences})));
  });

  test('prints a message', async () => {
    const args = absurd('1e12', '--on-nan', 'rewind', '--run', path('run'));
    expect((await ntm(args)).stdout).toContain(
      'the gradient of ntm/kernel is NaN after 30 sequences: back to 0 sequences, with 0.5 times the learning rate.\n',
    );
  });

  test('gives up after ten rewinds, and keeps the checkpoint', async () => {
    const args = absurd('1e300', '--on-nan', 'rewind', '--json', '--run', path('run'));
    const outcome = await ntm(args);
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toBe(
      `ntm: ${path('run')} was rewound 10 times; its numbers still do not stay finite\n`,
    );
    expect(eventsOf(outcome).filter(({event}) => event === 'rewind')).toHaveLength(10);
    expect(await readdir(path('run', 'checkpoints'))).toEqual(['0']);
  });
});
