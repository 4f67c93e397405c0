import {readdir, readFile} from 'node:fs/promises';
import {useFolder} from '@ntmjs/test-support';
import {expect, test} from 'vitest';
import {eventsOf, ntm, smallModel, smallTask} from '../fixtures/command.js';

const path = useFolder();

// Training that becomes worse: its rate is far too high.
const worse = ['--batch', '10', '--sequences', '1600', '--checkpoint-every', '100', '--decay', '1/1'];
const rate = ['--optimizer', 'sgd', '--learning-rate', '3', '--clip-norm', '1'];
const end = ['--episodes', '2', '--at', 'length=1'];

test('the best checkpoint is kept, evaluated, inspected and exported', async () => {
  const run = path('run');
  const args = ['train', 'copy', ...smallTask, ...smallModel, ...worse, ...rate, ...end, '--run', run];
  const events = eventsOf(await ntm([...args, '--keep-best', 'wrongBits', '--json']));
  const {best} = events.find(({event}) => event === 'end') as unknown as {best: Record<string, unknown>};
  const [sequences] = await readdir(path('run', 'best'));
  expect(best).toEqual({
    metric: 'wrongBits',
    mean: expect.any(Number),
    sequences: Number(sequences),
    checkpoint: path('run', 'best', sequences!),
  });

  const resultOf = async (...more: string[]) =>
    eventsOf(await ntm(['eval', run, '--episodes', '20', '--at', 'length=2', '--json', ...more]));
  const [last, kept] = [await resultOf(), await resultOf('--best')];
  expect(sequences).not.toBe('1600');
  expect(kept).not.toEqual(last);
  expect(await ntm(['inspect', run, '--best'])).toMatchObject({code: 0, stderr: ''});
  const weights = async (...more: string[]) => {
    await ntm(['export', run, '--to', path('weights.safetensors'), ...more]);
    return readFile(path('weights.safetensors'), 'base64');
  };
  expect(await weights('--best')).not.toBe(await weights());
});

test('the last lines say which sequence was the best', async () => {
  const args = ['train', 'copy', ...smallTask, ...smallModel, '--batch', '10', '--sequences', '20', ...end];
  const {stdout} = await ntm([...args, '--keep-best', 'bits', '--run', path('run')]);
  expect(stdout).toMatch(
    new RegExp(
      `Best mean of bits, [\\d.]+, after 20 sequences: ${path('run', 'best', '20')}. To evaluate it: npx ntm eval ${path('run')} --best\n`,
    ),
  );
});

test.each([
  [
    ['train', 'copy', '--keep-best', 'bit'],
    '--keep-best must be one of "bits", "wrongBits" (did you mean "bits"?), got "bit"',
  ],
  [
    ['train', '--resume', 'run', '--keep-best', 'bits'],
    '--keep-best must be omitted with --resume: a run keeps its configuration',
  ],
])('%j is a mistake', async (args, message) => {
  const {code, stderr} = await ntm(args);
  expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
});

test('a run without it has no best checkpoint', async () => {
  const args = ['train', 'copy', ...smallTask, ...smallModel, '--batch', '10', '--sequences', '20', ...end];
  await ntm([...args, '--run', path('run')]);
  const {code, stderr} = await ntm(['eval', path('run'), '--best']);
  expect([code, stderr]).toEqual([2, expect.stringContaining('it was trained without --keep-best')]);
});
