import {mkdir, readdir, readFile, rename, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {Preset} from '@ntmjs/presets';
import {
  evaluateJob,
  type JobResult,
  type JobTraining,
  jobOf,
  type ReportArgs,
  type ReproduceArgs,
  readResults,
  reproduce,
  resultRow,
  survey,
  writePretrained,
  writeReport,
} from '@ntmjs/report/reproduction';
import {useFolder} from '@ntmjs/test-support';
import {lockFolder, Run} from '@ntmjs/training/runs';
import {afterEach, describe, expect, test, vi} from 'vitest';
import {ntm} from '../fixtures/command.js';
import {trainArguments} from './trainInChild.js';

// Tasks beyond the paper have general presets only, whatever was measured for them; and all models are small.
vi.mock('../../../presets/src/measured.js', async (importOriginal) => {
  const {measuredPresets} = await importOriginal<{measuredPresets: Record<string, Record<string, Preset>>}>();
  const small = ({model, training, ...rest}: Preset, sequences: number) => ({
    ...rest,
    training: {...training, sequences, learningRateDecay: undefined},
    model:
      model.architecture === 'lstm'
        ? {...model, hiddenUnits: 8}
        : {...model, controller: {...model.controller, units: 8}, memory: {...model.memory, width: 4}},
  });
  const ofTask = (name: string) =>
    Object.fromEntries(
      Object.entries(measuredPresets[name]!).map(([model, preset]) => [
        model,
        small(preset, model === 'ntm-lstm' ? 20 : 300),
      ]),
    );
  return {measuredPresets: {copy: ofTask('copy'), 'n-grams': ofTask('n-grams')}};
});

/** The commit of the sources, as the runs hold it. */
const sources = vi.hoisted(() => ({commit: 'aaaa'}));

vi.mock('../../../report/src/versions.js', async (importOriginal) => ({
  ...(await importOriginal<object>()),
  versions: async () => ({ntmjs: '0.0.0', commit: sources.commit}),
}));

afterEach(() => {
  sources.commit = 'aaaa';
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
    evaluate: vi.fn(evaluateJob),
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

  test('trains a baseline on ten times as many sequences as the other models took', async () => {
    const args = argsFor({models: ['lstm', 'ntm-lstm'], seeds: 2, sequences: 1000});
    expect(await reproduce(args)).toEqual([]);
    const given = args.train.mock.calls.map(([training]) => trainArguments(training).join(' '));
    const ntm = 'copy --architecture ntm --controller lstm --settings measured';
    const lstm = 'copy --architecture lstm --settings measured';
    expect(given).toEqual([
      `${ntm} --seed 1 --run ${path('runs', 'copy-ntm-lstm-1')} --episodes 1`,
      `${ntm} --seed 2 --run ${path('runs', 'copy-ntm-lstm-2')} --episodes 1`,
      `${lstm} --seed 1 --sequences 200 --run ${path('runs', 'copy-lstm-1')} --episodes 1`,
      `${lstm} --seed 2 --sequences 200 --run ${path('runs', 'copy-lstm-2')} --episodes 1`,
    ]);
    const {results, missing, failures} = await survey(args);
    expect(results.map(({model, state}) => [model, state.sequences])).toEqual([
      ...[20, 20].map((sequences) => ['ntm-lstm', sequences]),
      ...[200, 200].map((sequences) => ['lstm', sequences]),
    ]);
    expect([missing, failures]).toEqual([[], []]);
  });

  test('a baseline waits for the models that it is compared with', async () => {
    const args = argsFor({models: ['lstm', 'ntm-lstm']});
    args.train.mockRejectedValueOnce(new Error('no memory'));
    expect((await reproduce(args)).map(({model, reason}) => [model, reason])).toEqual([
      ['ntm-lstm', 'no memory'],
      ['lstm', 'its number of sequences depends on runs that are not trained'],
    ]);
  });

  test('trains a model with general settings on as many sequences as the other models took', async () => {
    await reproduce(argsFor({models: ['ntm-lstm']}));
    const args = argsFor({models: ['stack']});
    await reproduce(args);
    const given = args.train.mock.calls.map(([training]) => trainArguments(training).slice(0, 11).join(' '));
    expect(given).toEqual([
      'copy --architecture stack --controller lstm --settings measured --seed 1 --sequences 20',
    ]);
  });

  test('a run of another length is reported, and not changed', async () => {
    await reproduce(argsFor({sequences: 20}));
    const longer = argsFor({sequences: 30});
    const [failure] = await reproduce(longer);
    expect(failure!.reason).toBe(
      `${path('runs', 'copy-ntm-feedforward-1')} trains on 20 sequences, which are 30 now: remove it to train it again`,
    );
    expect(longer.train).not.toHaveBeenCalled();
    expect((await survey(longer)).failures).toEqual([failure]);
  });

  test('a run that other sources began is reported, and not continued; one that they finished is kept', async () => {
    const controller = new AbortController();
    const stopped = argsFor({sequences: 230, signal: controller.signal});
    stopped.onTraining.mockImplementation(() => controller.abort());
    await reproduce(stopped);
    sources.commit = 'bbbb';
    const args = argsFor({sequences: 230});
    const [failure] = await reproduce(args);
    expect(failure!.reason).toBe(
      `${path('runs', 'copy-ntm-feedforward-1')} was begun by the sources of commit aaaa, which are those of bbbb now: ` +
        'remove it to train it again, or continue it with that commit',
    );
    expect(args.train).not.toHaveBeenCalled();
    sources.commit = 'aaaa';
    await reproduce(args);
    sources.commit = 'bbbb';
    expect(await reproduce(argsFor({sequences: 230, seeds: 2}))).toEqual([]);
    const {results} = await survey(argsFor({sequences: 230, seeds: 2}));
    const command = 'npx ntm reproduce';
    await writeReport({folder: path('report'), results, failures: [], missing: [], command});
    const markdown = await readFile(path('report', 'README.md'), 'utf8');
    expect(markdown).toContain('**The runs are of 2 different states of the software:**');
    expect(markdown).toContain('commit aaaa: Copy, NTM, feedforward controller, seeds 1\n');
    expect(markdown).toContain('commit bbbb: Copy, NTM, feedforward controller, seeds 2\n');
  });

  test('an evaluation on other numbers of episodes is repeated', async () => {
    await reproduce(argsFor({sequences: 20}));
    const args = argsFor({sequences: 20, episodes: {trained: 4, beyond: 3, extreme: 1}});
    expect((await survey(args)).missing).toHaveLength(1);
    await reproduce(args);
    expect(args.train).not.toHaveBeenCalled();
    const [{evaluation}] = (await survey(args)).results as [JobResult];
    expect(evaluation.beyond.map(({episodes}) => episodes)).toEqual([...Array(8).fill(3), 1]);
  });

  test('trains all models with the given task options, in folders of their own', async () => {
    const args = argsFor({sequences: 20, taskOptions: {maxLength: 2, vectorWidth: 3}});
    expect(await reproduce(args)).toEqual([]);
    const [{file}] = (await readResults(path('runs'))) as [JobResult];
    expect(await readdir(path('runs'))).toEqual(['copy-ntm-feedforward-vectorWidth=3-maxLength=2-1']);
    expect(file.config.task.config).toMatchObject({vectorWidth: 3, minLength: 1, maxLength: 2});
    const again = argsFor({sequences: 20, taskOptions: {vectorWidth: 3, maxLength: 2}});
    await reproduce(again);
    expect(again.train).not.toHaveBeenCalled();
  });

  test('stops a baseline when its time is over, and takes it for done', {tags: ['full']}, async () => {
    const args = argsFor({models: ['lstm'], sequences: 300, baselineSeconds: 1e-3});
    await reproduce(args);
    const results = await readResults(path('runs'));
    // After the first report, of 100 sequences: 7 batches of 16.
    expect(results.map(({state}) => state.sequences)).toEqual([7 * 16]);
    const again = argsFor({models: ['lstm'], sequences: 300, baselineSeconds: 1e-3});
    await reproduce(again);
    expect(again.train).not.toHaveBeenCalled();
  });
});

describe('the records of a report', () => {
  const command = 'npx ntm reproduce';

  /** A report of two seeds, and what a reproduction has of it when their folders are gone. */
  async function recorded(more: Partial<ReproduceArgs> = {sequences: 20}) {
    await reproduce(argsFor({seeds: 2, ...more}));
    const {results} = await survey(argsFor({seeds: 2, ...more}));
    await writeReport({folder: path('report'), results, failures: [], missing: [], command});
    await rm(path('runs'), {recursive: true});
    return argsFor({seeds: 2, ...more, report: path('report')});
  }

  /** The files of a report, with the contents of those without figures, whose gradients are numbered on. */
  async function filesOf(folder: string) {
    const names = (await readdir(folder, {recursive: true})).filter((name) => /\.\w+$/.test(name)).sort();
    return Promise.all(
      names.map(async (name) => [
        name,
        /json|md/.test(name) ? await readFile(join(folder, name), 'utf8') : '',
      ]),
    );
  }

  test('are enough for the same report, without the folders of the runs', async () => {
    const args = await recorded();
    const before = await filesOf(path('report'));
    expect(before.map(([name]) => name)).toContain(join('runs', 'copy-ntm-feedforward.json'));
    expect(await reproduce(args)).toEqual([]);
    expect(args.train).not.toHaveBeenCalled();
    const {results, records, missing} = await survey(args);
    expect(results.map(({seed}) => seed)).toEqual([1, 2]);
    expect([records, missing]).toEqual([[path('report', 'runs', 'copy-ntm-feedforward.json')], []]);
    await writeReport({folder: path('report'), results, failures: [], missing, command});
    expect(await filesOf(path('report'))).toEqual(before);
    expect(await writePretrained(path('models'), results)).toEqual(new Map());
  });

  test('count for the same seeds alone, and not beside the folder of one of the runs', async () => {
    await recorded();
    const others = argsFor({seeds: 1, sequences: 20, report: path('report')});
    await reproduce(others);
    expect(others.train).toHaveBeenCalledTimes(1);
    const again = argsFor({seeds: 2, sequences: 20, report: path('report')});
    expect((await survey(again)).missing.map(({seed}) => seed)).toEqual([2]);
  });

  test('are what a baseline is compared with', async () => {
    await recorded({models: ['ntm-lstm'], sequences: 1000});
    const baseline = argsFor({models: ['lstm'], sequences: 1000, report: path('report')});
    // The rivals did not solve the task in their 20 sequences, ten times of which the baseline is trained on.
    expect(await reproduce(baseline)).toEqual([]);
    expect(baseline.train.mock.calls.map(([training]) => training.sequences)).toEqual([200]);
  });

  test('of another length are reported', async () => {
    await recorded();
    const {failures} = await survey(argsFor({seeds: 2, sequences: 30, report: path('report')}));
    const record = path('report', 'runs', 'copy-ntm-feedforward.json');
    expect(failures.map(({reason}) => reason)).toEqual(
      Array(2).fill(`${record} trains on 20 sequences, which are 30 now: remove it to train it again`),
    );
  });

  test('that were changed, or have lost a figure, are refused', async () => {
    const args = await recorded();
    const record = path('report', 'runs', 'copy-ntm-feedforward.json');
    const content = await readFile(record, 'utf8');
    await writeFile(record, content.replace('"seconds":', '"seconds":1'));
    await expect(survey(args)).rejects.toThrow(/copy-ntm-feedforward\.json: sha256 must be /);
    const named = JSON.stringify({...JSON.parse(content), figures: [{name: '../secret'}], sha256: undefined});
    await writeFile(record, named);
    await expect(survey(args)).rejects.toThrow(
      /figures\[0\]\.name must be letters, digits, .* got "\.\.\/secret"/,
    );
    await writeFile(record, content);
    await rm(path('report', 'figures', 'copy-heads-ntm-feedforward.svg'));
    await expect(survey(args)).rejects.toThrow(/copy-heads-ntm-feedforward\.svg must be there, as .* says/);
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
      missing: [],
      command: 'npx ntm reproduce',
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
    expect(markdown).toContain('| Copy | NTM, feedforward controller | 468 / 17 162 | 0 of 1 | not |');
    expect(markdown).toContain('- Copy, NTM, feedforward controller, seed 1: not solved in 20 sequences');
    expect(markdown).toContain('- Copy, NTM, LSTM controller, seed 1: no memory');
    expect(markdown).toMatch(
      /\| NTM, feedforward controller \| read head \| the context whose next bit is predicted \| \d+ \| [\d.]+% \| [\d.]+% \| [\d.]+% \|/,
    );
    expect(markdown).toContain('npx ntm reproduce');
    expect(markdown).not.toMatch(/NaN|undefined/);
    // In so few sequences the curriculum of n-grams does not reach the difficulty of the task: there is no learning curve.
    const figures = await readdir(path('report', 'figures'));
    for (const figure of figures) expect(markdown).toContain(`](figures/${figure})`);
    expect(figures).toEqual(
      [
        'copy-answers-ntm-feedforward',
        'copy-beyond',
        'copy-heads-ntm-feedforward',
        'copy-learning',
        'n-grams-contexts-ntm-feedforward',
        'n-grams-heads-ntm-feedforward',
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
    await writeReport({
      folder: path('report'),
      results,
      failures: [],
      missing: [],
      command: 'npx ntm reproduce',
    });
    const markdown = await readFile(path('report', 'README.md'), 'utf8');
    expect(markdown).toMatch(/\| Copy \| Neural stack \| [\d ]+ \/ – \| 0 of 1 \| not \|.*\| – \|\n/);
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
    const {data} = await writeReport({
      folder: path('report'),
      results,
      failures: [],
      missing: [],
      command: 'npx ntm reproduce',
    });
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
      '| model | parameters | solved | solved after | time | trained on | accuracy 1st | accuracy 2nd | bits | wrong bits |\n',
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

  test('the model of the median seed of each task and controller can be exported', async () => {
    await reproduce(argsFor({seeds: 3, sequences: 20}));
    const {results} = await survey(argsFor({seeds: 3, sequences: 20}));
    const seeds = await writePretrained(path('models'), results);
    expect(await readdir(path('models'))).toEqual(['copy-ntm-feedforward']);
    // None is solved, so the median is that of their bits.
    const middle = results.toSorted(
      (one, other) => one.evaluation.trained.bits - other.evaluation.trained.bits,
    )[1]!;
    expect(seeds).toEqual(new Map([['copy-ntm-feedforward', middle.seed]]));
    const card = JSON.parse(await readFile(path('models', 'copy-ntm-feedforward', 'card.json'), 'utf8'));
    expect(card).toMatchObject({
      seed: middle.seed,
      sequences: 20,
      selection: {seeds: 3, solved: 0},
      evaluation: {bits: middle.evaluation.trained.bits},
    });
    expect(card).not.toHaveProperty('solvedAt');
    const weights = await readFile(path('models', 'copy-ntm-feedforward', 'weights.bin'));
    expect(weights.equals(await weightsOf(`copy-ntm-feedforward-${middle.seed}`))).toBe(true);
  });
});
