import {useFolder} from '@ntmjs/test-support';
import {expect, test} from 'vitest';
import {eventsOf, ntm, small} from '../fixtures/command.js';
import {metricsOf} from '../fixtures/runFiles.js';

const path = useFolder();

test('a run on two sizes of the memory says which it was trained on, in its log and in tables', async () => {
  const run = path('run');
  const size = ['--memory-size', '16=0.5/100'];
  const outcome = await ntm([
    'train',
    'copy',
    ...small,
    ...size,
    '--sequences',
    '200',
    '--run',
    run,
    '--json',
  ]);
  expect([outcome.code, outcome.stderr]).toEqual([1, '']);
  const [start, , , end] = eventsOf(outcome);
  expect(start).toMatchObject({config: {training: {memorySizes: [{rows: 16, share: 0.5, after: 100}]}}});
  expect(end).toMatchObject({event: 'end', engine: 'compiled'});
  const [before, after] = (await metricsOf(run)) as {onRows?: object}[];
  expect(before).not.toHaveProperty('onRows');
  expect(after!.onRows).toEqual({16: {bits: expect.any(Number), wrongBits: expect.any(Number)}});

  const {stdout} = await ntm(['eval', run, '--at', 'length=1', '--rows', '8,16,32', '--episodes', '2']);
  const table = stdout.split('\n').filter((line) => /^ +1 /.test(line) || line.startsWith('  * A'));
  expect(table.map((line) => line.trim().split(/ {3,}/)[1] ?? line.trim())).toEqual([
    '8',
    '* 16',
    '32',
    '* A part of training ran on so many rows: carrying over to them is trained, not extrapolated.',
  ]);
});

test.each([
  ['8=0.5', "--memory-size must be other than the model's own, got 8"],
  ['16=1.5', '--memory-size must be a finite number above 0 and at most 1, got 1.5'],
  ['0=0.5', '--memory-size must be a positive integer, got 0'],
  ['1e9=0.5', '--memory-size must be smaller: a step of the memory would take about'],
])('--memory-size %s is refused before a run is made', async (size, message) => {
  const run = path('refused');
  const {code, stderr} = await ntm(['train', 'copy', ...small, '--memory-size', size, '--run', run]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/^ntm: .*\n$/);
  expect(stderr).toContain(message);
});
