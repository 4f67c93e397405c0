import {createHash} from 'node:crypto';
import {readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {useFolder} from '@ntmjs/test-support';
import {Run} from '@ntmjs/training/runs';
import {expect, test} from 'vitest';
import {ntm, smallTask} from '../fixtures/command.js';

const path = useFolder();

const short = ['--batch', '10', '--sequences', '20', '--episodes', '2', '--at', 'length=1'];
const network = ['--units', '8', '--rows', '8', '--width', '4', '--contents', 'learned'];

/** Trains a small run. */
async function source(): Promise<string> {
  const args = ['train', 'copy', ...smallTask, ...network, ...short, '--run', path('source')];
  expect(await ntm(args)).toMatchObject({code: 1, stderr: ''});
  return path('source');
}

const checkpoint = (run: string, sequences: number) => join(run, 'checkpoints', String(sequences));
const hashOf = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');
const configOf = (run: string) => JSON.parse(readFileSync(join(run, 'run.json'), 'utf8')).config;

/** The weights of a checkpoint, by name. */
async function weightsIn(folder: string, sequences: number): Promise<Record<string, number[]>> {
  const run = await Run.open(folder);
  expect((await run.loadState()).sequences).toBe(sequences);
  const model = await run.loadModel();
  return Object.fromEntries(
    model.weights.map((weight) => [weight.originalName.split('/').at(-1)!, [...weight.read().dataSync()]]),
  );
}

test('a run begins with the weights of another, its model and its task', async () => {
  const from = await source();
  // A rate of almost zero leaves them as they were.
  const args = ['train', '--from', from, '--optimizer', 'sgd', '--learning-rate', '1e-30', ...short];
  const outcome = await ntm([...args, '--run', path('next')]);
  expect(outcome).toMatchObject({code: 1, stderr: ''});
  expect(outcome.stdout).toContain(`The first weights are those of ${from}.`);
  const [before, after] = [configOf(from), configOf(path('next'))];
  expect(after.task).toEqual(before.task);
  expect(after.model).toEqual(before.model);
  expect(after.from).toEqual({path: from, sha256: hashOf(join(checkpoint(from, 20), 'weights.bin'))});
  expect(await weightsIn(path('next'), 20)).toEqual(await weightsIn(from, 20));
});

test('the memory may have another number of rows, and the task and training other options', async () => {
  const from = await source();
  const args = ['train', 'copy', '--from', from, '--rows', '12', '--task-option', 'maxLength=3'];
  const rate = ['--optimizer', 'sgd', '--learning-rate', '1e-30'];
  expect(await ntm([...args, ...rate, ...short, '--run', path('next')])).toMatchObject({code: 1, stderr: ''});
  const {task, model} = configOf(path('next'));
  expect(task.config).toMatchObject({vectorWidth: 2, maxLength: 3});
  expect(model.memory.rows).toBe(12);
  const [before, after] = [await weightsIn(from, 20), await weightsIn(path('next'), 20)];
  expect(after.memory_contents).toEqual([
    ...before.memory_contents!,
    ...before.memory_contents!.slice(0, 16),
  ]);
  const {memory_contents: _, ...others} = after;
  expect(before).toMatchObject(others);
});

test('the folder of a saved model is as good, where a task is named', async () => {
  const from = checkpoint(await source(), 20);
  const args = [
    'train',
    'copy',
    ...smallTask,
    '--from',
    from,
    '--optimizer',
    'sgd',
    '--learning-rate',
    '1e-30',
  ];
  expect(await ntm([...args, ...short, '--run', path('next')])).toMatchObject({code: 1, stderr: ''});
  const {from: saved} = configOf(path('next'));
  expect(saved).toEqual({path: from, sha256: hashOf(join(from, 'weights.bin'))});
  expect(await weightsIn(path('next'), 20)).toEqual(await weightsIn(path('source'), 20));
});

test('a run that was killed before its first checkpoint begins again with the same weights, or not at all', async () => {
  const from = await source();
  const rate = ['--optimizer', 'sgd', '--learning-rate', '1e-30'];
  await ntm(['train', '--from', from, ...rate, ...short, '--run', path('next')]);
  const asKilled = () => {
    for (const name of ['checkpoints', 'metrics.jsonl', 'evaluation.json']) {
      rmSync(path('next', name), {recursive: true, force: true});
    }
  };
  asKilled();
  const end = ['--episodes', '2', '--at', 'length=1'];
  expect(await ntm(['train', '--resume', path('next'), ...end])).toMatchObject({code: 1, stderr: ''});
  expect(await weightsIn(path('next'), 20)).toEqual(await weightsIn(from, 20));

  asKilled();
  const file = JSON.parse(readFileSync(path('next', 'run.json'), 'utf8'));
  file.config.from.sha256 = '0'.repeat(64);
  writeFileSync(path('next', 'run.json'), JSON.stringify(file));
  const {code, stderr} = await ntm(['train', '--resume', path('next'), ...end]);
  expect([code, stderr]).toEqual([
    2,
    expect.stringContaining(`--resume must be a run whose first weights, those of ${from}, are as they were`),
  ]);
});

test('what does not fit is refused by the name and the shape of the weight', async () => {
  const from = await source();
  const refused = async (...args: string[]) => {
    const {code, stderr} = await ntm(['train', '--from', from, '--run', path('next'), ...args]);
    expect(code).toBe(2);
    return stderr;
  };
  const got = `got "${from}", which`;
  expect(await refused('--units', '9')).toBe(
    `ntm: --from must be one that has the weight kernel [7, 9], ${got} has it as kernel [7, 8]\n`,
  );
  expect(await refused('--task-option', 'vectorWidth=3')).toContain('has the weight kernel [8, 8]');
  expect(await refused('--first-reads', 'learned')).toBe(
    `ntm: --from must be one that has the weight initial_reads [4], ${got} has none of that name\n`,
  );
  expect(await refused('--contents', 'constant')).toBe(
    `ntm: --from must be one with the weights of the new model and no others, ${got} also has memory_contents [8, 4]\n`,
  );
  expect(await refused('--architecture', 'dnc')).toContain(
    `--architecture must be ntm, as ${from} says, or omitted`,
  );
});

test.each([
  [
    ['--from', 'nowhere'],
    '--from must be the folder of a run, or of a saved model with a model.json in it, got "nowhere"',
  ],
  [['--from', 'a', '--resume', 'run'], '--from must be omitted with --resume'],
])('%j is a mistake', async (args, message) => {
  const {code, stderr} = await ntm(['train', ...args]);
  expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
});

test('heads in another order than that of the weights are refused', async () => {
  const from = await source();
  const {code, stderr} = await ntm(['train', '--from', from, '--heads', 'read,write', ...short]);
  expect([code, stderr]).toEqual([
    2,
    expect.stringContaining(
      `--heads must be write,read, as ${from} says, or omitted: weights belong to heads`,
    ),
  ]);
});
