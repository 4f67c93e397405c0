import {readdir} from 'node:fs/promises';
import {useFolder} from '@ntmjs/test-support';
import {expect, test} from 'vitest';
import {eventsOf, ntm, small} from '../fixtures/command.js';

const path = useFolder();

/** Expects a command to be refused before it makes a file: exit code 2, and one line that says why. */
async function expectRefused(args: string[], message: RegExp): Promise<void> {
  const before = await readdir(path());
  const {code, stderr} = await ntm(args);
  expect(stderr).toMatch(message);
  expect(stderr).toMatch(/^ntm: .*\n$/);
  expect(code).toBe(2);
  expect(await readdir(path())).toEqual(before);
}

test.each<[string, RegExp]>([
  [
    'copy --units 1e15',
    /^ntm: --units must be smaller: the weights would take about 520 PB, and .* 4\.29 GB, got 1000000000000000\n/,
  ],
  ['copy --rows 1e9', /^ntm: --rows must be smaller: a step of the memory would take about /],
  ['copy --width 1e9', /^ntm: --width must be smaller: a step of the memory would take about /],
  ['copy --architecture lstm --units 1e9', /^ntm: --units must be smaller: the weights would take /],
  [
    'copy --architecture lstm --layers 1e9',
    /^ntm: --layers must be an integer at least 1 and at most 256, got 1000000000\n/,
  ],
  [
    'copy --architecture dnc --write-heads 100000',
    /^ntm: --write-heads must be an integer at least 1 and at most 256, got 100000\n/,
  ],
  [
    'copy --batch 1e9 --sequences 1e15',
    /^ntm: --batch must be smaller: 1000000000 episodes would take about /,
  ],
  [
    'copy --sequences 1e17',
    /^ntm: --sequences must be an integer at least 1 and at most 9007199254740991, got 1/,
  ],
  [
    'copy --checkpoint-every 1e300',
    /^ntm: --checkpoint-every must be an integer at least 1 and at most 9007199254740991, got /,
  ],
  ['copy --at length=1e9', /^ntm: --at length must be smaller: 25 episodes would take about /],
  [
    'copy --episodes 1e12',
    /^ntm: --episodes must be an integer at least 1 and at most 10000000, got 1000000000000\n/,
  ],
  [
    'copy --task-option maxLength=1e9',
    /^ntm: --task-option maxLength must be smaller: an episode would take about /,
  ],
  [
    'few-shot --task-option size=100000',
    /^ntm: --task-option size must be smaller: an episode would take about 5 TB, /,
  ],
  [
    'copy --architecture dnc --rows 64 --at length=20000',
    /^ntm: --at must be smaller: a step of the memory would take about /,
  ],
  [
    'copy --architecture sam --rows 1e6 --eager',
    /^ntm: the size of the model's states must be smaller: to train it .* would take about 12\.7 GB, .* 4\.29 GB, got 33000369\n/,
  ],
])('ntm train %s is refused before anything is allocated', async (line, message) => {
  await expectRefused(['train', ...line.split(' '), '--run', path('run')], message);
});

test.each<[string, RegExp]>([
  ['--seeds 1e15', /^ntm: --seeds must be an integer at least 1 and at most 1000, got 1000000000000000\n/],
  ['--seeds 1000 --jobs 1e15', /^ntm: --jobs must be smaller: 1000 processes would take about 200 GB, and /],
  [
    '--episodes 1e12',
    /^ntm: --episodes must be an integer at least 1 and at most 10000000, got 1000000000000\n/,
  ],
])('ntm reproduce %s is refused before anything is trained', async (line, message) => {
  const job = ['--task', 'copy', '--model', 'ntm-feedforward', '--runs', path('runs')];
  await expectRefused(['reproduce', ...job, ...line.split(' ')], message);
});

test('ntm train says what training takes; a run cannot be evaluated or shown at sizes that fit nowhere', async () => {
  const run = path('run');
  const outcome = await ntm(['train', 'copy', ...small, '--sequences', '20', '--run', run, '--json']);
  const [start] = eventsOf(outcome);
  const {parameters, weights, episodes, step, total} = start!.memory as Record<string, number>;
  expect(weights).toBe(4 * parameters!);
  expect(episodes).toBe(4 * 10 * 5 * (3 + 2 + 1));
  expect(total).toBeGreaterThan(weights! + step!);
  const {stdout} = await ntm(['train', 'copy', ...small, '--sequences', '20', '--run', path('other')]);
  expect(stdout).toMatch(
    /: the copy task, [\d ,]+ parameters, .*\nMemory: about [\d.]+ [kM]B \(weights [\d.]+ kB, optimizer [\d.]+ kB, a batch [\d.]+ kB, a step [\d.]+ [kM]B\)\.\n/,
  );
  const at = /^ntm: --at length must be smaller: /;
  await expectRefused(['eval', run, '--at', 'length=1e9'], at);
  await expectRefused(['inspect', run, '--at', 'length=1e9'], at);
  await expectRefused(
    ['inspect', run, '--at', 'length=3000'],
    /^ntm: --at must be one whose episodes have at most 5000 steps, which a figure can show \(here 6001\), got /,
  );
  await expectRefused(
    ['train', '--resume', run, '--at', 'length=1e9'],
    /^ntm: --(at length|resume) must be /,
  );
  const rows = /^ntm: --rows must be smaller: a step of the memory would take about /;
  await expectRefused(['eval', run, '--rows', '1e9'], rows);
  await expectRefused(['inspect', run, '--rows', '1e9'], rows);
  await expectRefused(
    ['eval', run, '--rows', '2'],
    /^ntm: --rows must be at least 3: its heads choose among 3 shifts /,
  );
  await expectRefused(
    ['inspect', run, '--rows', '2'],
    /^ntm: --rows must be at least 3: its heads choose among 3 shifts /,
  );
});
