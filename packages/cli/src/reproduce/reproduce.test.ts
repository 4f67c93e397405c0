import {mkdir, readdir, readFile, rename, rm, writeFile} from 'node:fs/promises';
import type {Preset} from '@ntmjs/presets';
import {
  type JobResult,
  type JobTraining,
  jobOf,
  type ReportArgs,
  type ReproduceArgs,
  readResults,
  reproduce,
  resultRow,
  writePretrained,
  writeReport,
} from '@ntmjs/report/reproduction';
import {useFolder} from '@ntmjs/test-support';
import {lockFolder, Run} from '@ntmjs/training/runs';
import {describe, expect, test, vi} from 'vitest';
import {ntm} from '../fixtures/command.js';
import {trainArguments} from './trainInChild.js';

// Tasks beyond the paper have general presets only, whatever was measured for them; and all models are small.
vi.mock('../../../presets/src/measured.js', async (importOriginal) => {
  const {measuredPresets} = await importOriginal<{measuredPresets: Record<string, Record<string, Preset>>}>();
  const small = ({model, ...rest}: Preset) =>
    model.architecture === 'lstm'
      ? {...rest, model: {...model, hiddenUnits: 8}}
      : {
          ...rest,
          model: {...model, controller: {...model.controller, units: 8}, memory: {...model.memory, width: 4}},
        };
  const ofTask = (name: string) =>
    Object.fromEntries(
      Object.entries(measuredPresets[name]!).map(([model, preset]) => [model, small(preset)]),
    );
  return {measuredPresets: {copy: ofTask('copy'), 'n-grams': ofTask('n-grams')}};
});

const path = useFolder();

/** Trains in this process, which the tests' sources need no build for. */
async function trainHere(training: JobTraining): Promise<void> {
  const {onProgress, signal} = training;
  const stop = () => void process.emit('SIGINT');
  signal.addEventListener('abort', stop);
  const {stderr} = await ntm(['train', ...trainArguments(training), '--json'], (text) => {
    for (const line of text.split('\n').filter(Boolean)) {
      const {event, ...report} = JSON.parse(line);
      if (event === 'progress') onProgress(report);
    }
  });
  signal.removeEventListener('abort', stop);
  if (stderr !== '') throw new Error(stderr);
}

function argsFor(more: Partial<ReproduceArgs> = {}) {
  const usual = {
    tasks: ['copy'],
    models: ['ntm-feedforward'],
    settings: 'measured',
    seeds: 1,
    folder: path('runs'),
    parallel: 1,
    sequences: 120,
    baselineSeconds: 60,
    episodes: {trained: 4, beyond: 2, extreme: 1},
    onProgress: vi.fn(),
    onTraining: vi.fn(),
    signal: new AbortController().signal,
    train: vi.fn(trainHere),
  } satisfies ReproduceArgs;
  return {...usual, ...more} as typeof usual & ReproduceArgs;
}

const weightsOf = async (run: string) => {
  const opened = await Run.open(path('runs', run));
  return readFile(`${await opened.lastCheckpoint()}/weights.bin`);
};

describe('reproduce', () => {
  test('trains and evaluates every run, and does nothing the second time', async () => {
    const first = argsFor({seeds: 2});
    expect(await reproduce(first)).toEqual([]);
    expect(await readdir(path('runs'))).toEqual(['copy-ntm-feedforward-1', 'copy-ntm-feedforward-2']);
    expect(first.train).toHaveBeenCalledTimes(2);
    const second = argsFor({seeds: 2});
    expect(await reproduce(second)).toEqual([]);
    expect(second.train).not.toHaveBeenCalled();
    expect(second.onProgress).not.toHaveBeenCalled();
  });

  test('continues where it was stopped, to the same weights', async () => {
    const controller = new AbortController();
    const stopped = argsFor({sequences: 230, signal: controller.signal});
    stopped.onTraining.mockImplementation(() => controller.abort());
    await reproduce(stopped);
    expect((await (await Run.open(path('runs', 'copy-ntm-feedforward-1'))).loadState()).sequences).toBe(100);
    expect(await readResults(path('runs'))).toEqual([]);
    await reproduce(argsFor({sequences: 230}));
    const weights = await weightsOf('copy-ntm-feedforward-1');
    await rm(path('runs'), {recursive: true});
    await reproduce(argsFor({sequences: 230}));
    expect(weights.equals(await weightsOf('copy-ntm-feedforward-1'))).toBe(true);
  });

  test('restarts a run that ended before its first checkpoint', async () => {
    await mkdir(path('runs', 'copy-ntm-feedforward-1'), {recursive: true});
    await writeFile(path('runs', 'copy-ntm-feedforward-1', 'left.txt'), '');
    expect(await reproduce(argsFor())).toEqual([]);
    expect(await readdir(path('runs', 'copy-ntm-feedforward-1'))).not.toContain('left.txt');
  });

  test('does not remove what another process begins to write', async () => {
    const folder = path('runs', 'copy-ntm-feedforward-1');
    await mkdir(folder, {recursive: true});
    const lock = await lockFolder('run', folder);
    const [failure] = await reproduce(argsFor());
    expect(failure!.reason).toContain('run must be a folder that nothing else writes to');
    await lock.check();
    await lock.release();
  });

  test('a run with another configuration is reported, and not changed', async () => {
    const folder = path('runs', 'copy-ntm-feedforward-1');
    await ntm([
      'train',
      'copy',
      '--sequences',
      '20',
      '--activation',
      'tanh',
      '--episodes',
      '1',
      '--run',
      folder,
    ]);
    const args = argsFor();
    const [failure] = await reproduce(args);
    expect(failure!.reason).toBe(`${folder} has another configuration: remove it to train it again`);
    expect(args.train).not.toHaveBeenCalled();
    expect((await (await Run.open(folder)).loadState()).sequences).toBe(20);
  });

  test('finds runs under the names that models had before', {tags: ['full']}, async () => {
    await reproduce(argsFor({models: ['ntm-feedforward', 'lstm'], sequences: 20}));
    await rename(path('runs', 'copy-ntm-feedforward-1'), path('runs', 'copy-feedforward-1'));
    await rename(path('runs', 'copy-lstm-1'), path('runs', 'copy-baseline-1'));
    const again = argsFor({models: ['ntm-feedforward', 'lstm'], sequences: 20});
    expect(await reproduce(again)).toEqual([]);
    expect(again.train).not.toHaveBeenCalled();
  });

  test('a new run has another name where an older run of another model has its own', {
    tags: ['full'],
  }, async () => {
    await reproduce(argsFor({sequences: 20}));
    await rename(path('runs', 'copy-ntm-feedforward-1'), path('runs', 'copy-lstm-1'));
    await reproduce(argsFor({models: ['lstm'], sequences: 20}));
    expect(await readdir(path('runs'))).toEqual(['copy-lstm-1', 'copy-lstm-1-2']);
    const models = (await readResults(path('runs'))).map(({model}) => model);
    expect(models).toEqual(['ntm-feedforward', 'lstm']);
  });

  test('a failed run is reported, and the others continue', async () => {
    const args = argsFor({seeds: 2});
    args.train.mockRejectedValueOnce(new Error('no memory'));
    expect(await reproduce(args)).toMatchObject([
      {task: 'copy', model: 'ntm-feedforward', settings: 'measured', seed: 1, reason: 'no memory'},
    ]);
    expect((await readResults(path('runs'))).map(({seed}) => seed)).toEqual([2]);
  });

  test('trains a baseline on as many sequences as the other models took', async () => {
    await reproduce(argsFor({sequences: 30}));
    const args = argsFor({models: ['ntm-feedforward', 'lstm'], sequences: 50});
    await reproduce(args);
    expect(args.train.mock.calls.map(([training]) => trainArguments(training).join(' '))).toEqual([
      `copy --architecture lstm --settings measured --seed 1 --sequences 30 --decay 0.05/30 --run ${path('runs', 'copy-lstm-1')} --episodes 1`,
    ]);
    expect((await (await Run.open(path('runs', 'copy-lstm-1'))).loadState()).sequences).toBe(30);
  });

  test('trains a model with general settings on as many sequences as the other models took', async () => {
    await reproduce(argsFor({models: ['ntm-feedforward'], sequences: 30}));
    const args = argsFor({models: ['stack'], sequences: 50});
    await reproduce(args);
    const given = args.train.mock.calls.map(([training]) => trainArguments(training).slice(0, 11).join(' '));
    expect(given).toEqual([
      'copy --architecture stack --controller lstm --settings measured --seed 1 --sequences 30',
    ]);
  });

  test('trains all models with the given task options, in folders of their own', async () => {
    const args = argsFor({sequences: 20, taskOptions: {maxLength: 2, vectorWidth: 3}});
    expect(await reproduce(args)).toEqual([]);
    const [{run}] = (await readResults(path('runs'))) as [JobResult];
    expect(run.folder).toBe(path('runs', 'copy-ntm-feedforward-vectorWidth=3-maxLength=2-1'));
    expect(run.config.task.config).toMatchObject({vectorWidth: 3, minLength: 1, maxLength: 2});
    const again = argsFor({sequences: 20, taskOptions: {vectorWidth: 3, maxLength: 2}});
    await reproduce(again);
    expect(again.train).not.toHaveBeenCalled();
  });

  test('stops a baseline when its time is over, and takes it for done', {tags: ['full']}, async () => {
    const args = argsFor({models: ['lstm'], sequences: 300, baselineSeconds: 1e-3});
    await reproduce(args);
    const results = await readResults(path('runs'));
    expect(results.map(({state}) => state.sequences)).toEqual([100]);
    const again = argsFor({models: ['lstm'], sequences: 300, baselineSeconds: 1e-3});
    await reproduce(again);
    expect(again.train).not.toHaveBeenCalled();
  });
});

describe('the report', () => {
  async function reportOf(more: Partial<ReportArgs> = {}) {
    await reproduce(argsFor({tasks: ['copy', 'n-grams'], sequences: 20}));
    const results = await readResults(path('runs'));
    const job = jobOf({task: 'copy', taskOptions: {}, model: 'ntm-lstm', settings: 'measured', seed: 1});
    const failures = [{...job, reason: 'no memory'}];
    const paths = await writeReport({
      folder: path('report'),
      results,
      failures,
      commands: ['npx ntm reproduce'],
      ...more,
    });
    return {...paths, results, markdown: await readFile(path('report', 'README.md'), 'utf8')};
  }

  test('has every run, in the paper’s order, with its numbers', async () => {
    const {data, page, results, markdown} = await reportOf();
    const rows = JSON.parse(await readFile(data, 'utf8'));
    expect(rows).toEqual(results.map(resultRow));
    expect(rows).toMatchObject([
      {
        task: 'copy',
        architecture: 'ntm',
        controller: 'feedforward',
        settings: 'measured',
        seed: 1,
        parameters: 468,
        sequences: 20,
        solvedAt: null,
      },
      {task: 'n-grams', controller: 'feedforward', sequences: 20},
    ]);
    expect(rows[0].generalization).toContainEqual(
      expect.objectContaining({
        length: 1000,
        rows: 2048,
        bits: expect.any(Number),
        wrongBits: expect.any(Number),
      }),
    );
    expect(rows[1].metrics).toEqual({
      optimalBits: expect.any(Number),
      excessBits: expect.any(Number),
    });
    expect(markdown).toContain('| Copy | NTM, feedforward controller | 468 / 17 162 | 1 | not |');
    expect(markdown).toContain('- Copy, NTM, feedforward controller, seed 1: not solved in 20 sequences');
    expect(markdown).toContain('- Copy, NTM, LSTM controller, seed 1: no memory');
    expect(markdown).toContain('npx ntm reproduce');
    expect(markdown).not.toMatch(/NaN|undefined/);
    const figures = await readdir(path('report', 'figures'));
    for (const figure of figures) expect(markdown).toContain(`](figures/${figure})`);
    expect(figures).toEqual(
      [
        'copy-answers-ntm-feedforward',
        'copy-beyond',
        'copy-heads-ntm-feedforward',
        'copy-learning',
        'n-grams-heads-ntm-feedforward',
        'n-grams-learning',
        'n-grams-predictions-ntm-feedforward',
      ].map((name) => `${name}.svg`),
    );
    expect((await readFile(page, 'utf8')).match(/data:image\/svg/g)).toHaveLength(figures.length);
  });

  test('supports models and tasks that are not in the paper', {tags: ['full']}, async () => {
    const args = argsFor({tasks: ['copy', 'dyck'], models: ['ntm-feedforward', 'stack'], sequences: 20});
    expect(await reproduce(args)).toEqual([]);
    const results = await readResults(path('runs'));
    expect(results.map(({task, model}) => `${task.name} ${model}`)).toEqual([
      'copy ntm-feedforward',
      'copy stack',
      'dyck ntm-feedforward',
      'dyck stack',
    ]);
    await writeReport({folder: path('report'), results, failures: [], commands: []});
    const markdown = await readFile(path('report', 'README.md'), 'utf8');
    expect(markdown).toMatch(/\| Copy \| Neural stack \| [\d ]+ \/ – \| 1 \| not \|.*\| – \|\n/);
    expect(markdown).toContain('| Neural stack | 100 lstm units, memory 128 × 20 | Adam 0.001, ');
    expect(markdown).toContain('*An episode, and what the memory and the heads of the Neural stack do.*');
    expect(markdown).toContain('*The cost of the last 1000 training sequences; ');
    expect(markdown).not.toMatch(/NaN|undefined/);
    expect(await readdir(path('report', 'figures'))).toEqual(
      [
        'copy-answers-ntm-feedforward',
        'copy-beyond',
        'copy-heads-ntm-feedforward',
        'copy-heads-stack',
        'copy-learning',
        'dyck-beyond',
        'dyck-heads-ntm-feedforward',
        'dyck-heads-stack',
        'dyck-learning',
      ].map((name) => `${name}.svg`),
    );
  });

  test('distinguishes experiments on the same task, and reports the accuracy on held-out classes', async () => {
    const few = {classes: 2, size: 4, minShots: 2, maxShots: 2};
    await reproduce(argsFor({tasks: ['few-shot'], models: ['lstm'], sequences: 16, taskOptions: few}));
    for (const answer of ['reverse', 'copy']) {
      const taskOptions = {answer, symbols: 2, maxLength: 2};
      const tasks = ['transduction'];
      await reproduce(argsFor({tasks, models: ['queue'], sequences: 16, taskOptions}));
    }
    const results = await readResults(path('runs'));
    expect(results.map(({evaluation}) => evaluation.trained.split)).toEqual([
      'held-out',
      undefined,
      undefined,
    ]);
    for (const {split} of results[0]!.evaluation.beyond) expect(split).toBe('held-out');
    const {data} = await writeReport({folder: path('report'), results, failures: [], commands: []});
    const rows = JSON.parse(await readFile(data, 'utf8'));
    expect(rows).toMatchObject([
      {task: 'few-shot', split: 'held-out', settings: 'general', metrics: {accuracy2: expect.any(Number)}},
      {taskConfig: {answer: 'copy'}, metrics: {coarse: expect.any(Number)}},
      {taskConfig: {answer: 'reverse'}},
    ]);
    const markdown = await readFile(path('report', 'README.md'), 'utf8');
    expect(markdown).toContain('# Results: memory-augmented neural networks\n');
    expect(markdown).toContain('[Santoro et al., ');
    expect(markdown).toContain('\n## Transduction (answer copy, symbols 2, max length 2)\n');
    expect(markdown).toContain('\n## Transduction (answer reverse, symbols 2, max length 2)\n');
    expect(markdown).toContain(
      'All numbers are on fresh episodes, of classes held out from training (split held-out).',
    );
    expect(markdown).toContain(
      '| model | parameters | seeds | solved after | time | trained on | accuracy 1st | accuracy 2nd | bits | wrong bits |\n',
    );
    expect(markdown).toContain(
      '| length | memory rows | Neural queue: coarse accuracy | Neural queue: fine accuracy |',
    );
    expect(markdown).not.toContain('the paper trained it on a million');
    expect(markdown).not.toMatch(/NaN|undefined/);
    const figures = await readdir(path('report', 'figures'));
    for (const answer of ['copy', 'reverse']) {
      expect(figures).toContain(`transduction-answer-${answer}-symbols-2-maxLength-2-beyond.svg`);
    }
  });

  test('the best model of each task and controller can be exported', async () => {
    await reproduce(argsFor({seeds: 2, sequences: 20}));
    const results = await readResults(path('runs'));
    await writePretrained(path('models'), results);
    expect(await readdir(path('models'))).toEqual(['copy-ntm-feedforward']);
    const best = results.toSorted(
      (one, other) => one.evaluation.trained.bits - other.evaluation.trained.bits,
    )[0]!;
    const card = JSON.parse(await readFile(path('models', 'copy-ntm-feedforward', 'card.json'), 'utf8'));
    expect(card).toMatchObject({
      seed: best.seed,
      sequences: 20,
      evaluation: {bits: best.evaluation.trained.bits},
    });
    const weights = await readFile(path('models', 'copy-ntm-feedforward', 'weights.bin'));
    expect(weights.equals(await weightsOf(`copy-ntm-feedforward-${best.seed}`))).toBe(true);
  });
});
