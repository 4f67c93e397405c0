import {readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {modelNameOf, type Preset} from '@ntmjs/presets';
import {
  type JobResult,
  jobOf,
  type ReportArgs,
  resultRow,
  writePretrained,
  writeReport,
} from '@ntmjs/report/reproduction';
import {planReproduction, type ReproductionArgs, surveyReproduction} from '@ntmjs/sweep/reproduction';
import {
  type AttemptArgs,
  FolderStore,
  Leases,
  runSweep,
  surveySweep,
  type Train,
  trainAttempt,
  workerHere,
} from '@ntmjs/sweep/runs';
import {useFolder} from '@ntmjs/test-support';
import {Run} from '@ntmjs/training/runs';
import {afterEach, describe, expect, test, vi} from 'vitest';
import {ntm} from '../fixtures/command.js';

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

/** A reproduction of small models, trained in this process, which the tests' sources need no build for. */
function reproducing(more: Partial<ReproductionArgs> = {}, trained: Train = trainAttempt) {
  const store = new FolderStore(path('runs'));
  const train = vi.fn(trained);
  const args: ReproductionArgs = {
    ...{tasks: ['copy'], models: ['ntm-feedforward'], settings: 'measured', seeds: 1, store},
    ...{sequences: 120, episodes: {trained: 4, beyond: 2, extreme: 1}},
    ...more,
  };
  const survey = async () => {
    const plan = await planReproduction(args);
    return surveyReproduction(plan, await surveySweep(plan.parts));
  };
  const run = async (signal = new AbortController().signal) => {
    const plan = await planReproduction(args);
    const leases = new Leases();
    const work = workerHere({store, train, leases});
    return surveyReproduction(plan, await runSweep({...plan.parts, work, leases, parallel: 1, signal}));
  };
  return {train, run, survey};
}

/** The tasks, models, seeds and sequences of the runs that were trained. */
const trainings = (train: {readonly mock: {readonly calls: readonly (readonly [AttemptArgs])[]}}) =>
  train.mock.calls.map(([{run}]) => {
    const {task, model, seed, training} = run.config;
    return `${task.name} ${modelNameOf(model)} ${seed} ${training.sequences}`;
  });

/** Stops a training after its first checkpoint. */
async function stopped(more: Partial<ReproductionArgs>): Promise<void> {
  const stop = new AbortController();
  const {run} = reproducing(more, (args) => trainAttempt({...args, onProgress: () => stop.abort()}));
  const {missing} = await run(stop.signal);
  expect(missing).toHaveLength(1);
}

const weightsOf = ({from}: JobResult) =>
  'run' in from
    ? from.run.lastCheckpoint().then((folder) => readFile(join(folder, 'weights.bin')))
    : undefined;

describe('reproduce', () => {
  test('trains and evaluates every run, and does nothing the second time', async () => {
    const first = reproducing({seeds: 2});
    const {results, missing, failures} = await first.run();
    expect([missing, failures]).toEqual([[], []]);
    expect(results.map(({model, seed, state}) => [model, seed, state.sequences])).toEqual([
      ['ntm-feedforward', 1, 120],
      ['ntm-feedforward', 2, 120],
    ]);
    expect(trainings(first.train)).toEqual(['copy ntm-feedforward 1 120', 'copy ntm-feedforward 2 120']);
    const names = (await readdir(path('runs'))).map((name) => name.replace(/-[\da-f]{16}$/, ''));
    expect(names.sort()).toEqual(['copy-ntm-feedforward-1', 'copy-ntm-feedforward-2']);
    const second = reproducing({seeds: 2});
    expect((await second.run()).results.map(resultRow)).toEqual(results.map(resultRow));
    expect(second.train).not.toHaveBeenCalled();
  });

  test('has the configuration and the weights that ntm train has with the same settings', async () => {
    const [result] = (await reproducing({sequences: 20}).run()).results as [JobResult];
    await ntm(['train', 'copy', '--sequences', '20', '--run', path('own'), '--episodes', '1']);
    const own = await Run.open(path('own'));
    expect(result.file.config).toEqual(own.config);
    const weights = await readFile(join(await own.lastCheckpoint(), 'weights.bin'));
    expect(weights.equals((await weightsOf(result))!)).toBe(true);
  });

  test('continues where it was stopped, to the same weights', async () => {
    await stopped({sequences: 230});
    const {results} = await reproducing({sequences: 230}).run();
    const weights = await weightsOf(results[0]!);
    await rm(path('runs'), {recursive: true});
    const {results: whole} = await reproducing({sequences: 230}).run();
    expect(weights!.equals((await weightsOf(whole[0]!))!)).toBe(true);
  });

  test('a failed run is reported, and the others continue', async () => {
    const failing: Train = async (args) => {
      if (args.run.config.seed === 1) throw new Error('no memory');
      return trainAttempt(args);
    };
    const {results, failures} = await reproducing({seeds: 2}, failing).run();
    expect(failures).toMatchObject([
      {task: 'copy', model: 'ntm-feedforward', settings: 'measured', seed: 1, reason: 'no memory'},
    ]);
    expect(results.map(({seed}) => seed)).toEqual([2]);
  });

  test('trains a baseline on ten times as many sequences as the other models took', async () => {
    const {run, train} = reproducing({models: ['lstm', 'ntm-lstm'], seeds: 2, sequences: 1000});
    const {results} = await run();
    expect(trainings(train)).toEqual([
      ...['copy ntm-lstm 1 20', 'copy ntm-lstm 2 20', 'copy lstm 1 200', 'copy lstm 2 200'],
    ]);
    expect(results.map(({model, state}) => [model, state.sequences])).toEqual([
      ...[20, 20].map((sequences) => ['ntm-lstm', sequences]),
      ...[200, 200].map((sequences) => ['lstm', sequences]),
    ]);
  });

  test('trains a model with general settings on as many sequences as the other models took', async () => {
    await reproducing({models: ['ntm-lstm']}).run();
    const {run, train} = reproducing({models: ['stack']});
    await run();
    expect(trainings(train)).toEqual(['copy stack 1 20']);
  });

  test('a run of other sources, and one of another length, is another run', async () => {
    await stopped({sequences: 230});
    sources.commit = 'bbbb';
    const {run, train} = reproducing({sequences: 230});
    expect((await run()).results[0]!.file.versions.commit).toBe('bbbb');
    expect(train).toHaveBeenCalledTimes(1);
    expect((await reproducing({sequences: 20}).survey()).missing).toHaveLength(1);
    sources.commit = 'aaaa';
    expect((await reproducing({sequences: 230}).survey()).missing).toHaveLength(1);
  });

  test('an evaluation on other numbers of episodes is made without a further training', async () => {
    const first = await reproducing({sequences: 20}).run();
    const more = reproducing({sequences: 20, episodes: {trained: 4, beyond: 3, extreme: 1}});
    expect((await more.survey()).missing).toHaveLength(1);
    const [{evaluation, state}] = (await more.run()).results as [JobResult];
    expect(state.seconds).toBe(first.results[0]!.state.seconds);
    expect(evaluation.beyond.map(({episodes}) => episodes)).toEqual([...Array(8).fill(3), 1]);
  });

  test('trains all models with the given task options', async () => {
    const taskOptions = {maxLength: 2, vectorWidth: 3};
    const [{file}] = (await reproducing({sequences: 20, taskOptions}).run()).results as [JobResult];
    expect(file.config.task.config).toMatchObject({vectorWidth: 3, minLength: 1, maxLength: 2});
    const again = reproducing({sequences: 20, taskOptions: {vectorWidth: 3, maxLength: 2}});
    await again.run();
    expect(again.train).not.toHaveBeenCalled();
  });
});

describe('the records of a report', () => {
  const command = 'npx ntm reproduce';

  /** A report of two seeds, whose folders are gone. */
  async function recorded(more: Partial<ReproductionArgs> = {sequences: 20}) {
    const {results} = await reproducing({seeds: 2, ...more}).run();
    await writeReport({folder: path('report'), results, failures: [], missing: [], command});
    await rm(path('runs'), {recursive: true});
    return {seeds: 2, ...more, report: path('report')};
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
    const {run, train} = reproducing(await recorded());
    const before = await filesOf(path('report'));
    expect(before.map(([name]) => name)).toContain(join('runs', 'copy-ntm-feedforward.json'));
    const {results, records, missing} = await run();
    expect(train).not.toHaveBeenCalled();
    expect(results.map(({seed}) => seed)).toEqual([1, 2]);
    expect([records, missing]).toEqual([[path('report', 'runs', 'copy-ntm-feedforward.json')], []]);
    await writeReport({folder: path('report'), results, failures: [], missing, command});
    expect(await filesOf(path('report'))).toEqual(before);
    expect(await writePretrained(path('models'), results)).toEqual(new Map());
  });

  test('count for the same seeds alone, and not beside the folder of one of the runs', async () => {
    await recorded();
    const {run, train} = reproducing({seeds: 1, sequences: 20, report: path('report')});
    await run();
    expect(train).toHaveBeenCalledTimes(1);
    const again = reproducing({seeds: 2, sequences: 20, report: path('report')});
    expect((await again.survey()).missing.map(({seed}) => seed)).toEqual([2]);
  });

  test('are what a baseline is compared with', async () => {
    await recorded({models: ['ntm-lstm'], sequences: 1000});
    const {run, train} = reproducing({models: ['lstm'], sequences: 1000, report: path('report')});
    await run();
    // The rivals did not solve the task in their 20 sequences, ten times of which the baseline is trained on.
    expect(trainings(train)).toEqual(['copy lstm 1 200']);
  });

  test('of another length do not count', async () => {
    const args = await recorded();
    const {missing, records} = await reproducing({...args, sequences: 30}).survey();
    expect([missing.length, records]).toEqual([2, []]);
  });

  test('that were changed, or have lost a figure, are refused', async () => {
    const {survey} = reproducing(await recorded());
    const record = path('report', 'runs', 'copy-ntm-feedforward.json');
    const content = await readFile(record, 'utf8');
    await writeFile(record, content.replace('"seconds":', '"seconds":1'));
    await expect(survey()).rejects.toThrow(/copy-ntm-feedforward\.json: sha256 must be /);
    const named = JSON.stringify({...JSON.parse(content), figures: [{name: '../secret'}], sha256: undefined});
    await writeFile(record, named);
    await expect(survey()).rejects.toThrow(
      /figures\[0\]\.name must be letters, digits, .* got "\.\.\/secret"/,
    );
    await writeFile(record, content);
    await rm(path('report', 'figures', 'copy-heads-ntm-feedforward.svg'));
    await expect(survey()).rejects.toThrow(/copy-heads-ntm-feedforward\.svg must be there, as .* says/);
  });
});

describe('the report', () => {
  async function reportOf(more: Partial<ReportArgs> = {}) {
    const {results} = await reproducing({tasks: ['copy', 'n-grams'], sequences: 20}).run();
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
    const args = {tasks: ['copy', 'dyck'], models: ['ntm-feedforward', 'stack'] as const, sequences: 20};
    const {results} = await reproducing(args).run();
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
    const results = [
      ...(await reproducing({tasks: ['few-shot'], models: ['lstm'], sequences: 16, taskOptions: few}).run())
        .results,
    ];
    for (const answer of ['copy', 'reverse']) {
      const taskOptions = {answer, symbols: 2, maxLength: 2};
      const tasks = ['transduction'];
      results.push(
        ...(await reproducing({tasks, models: ['queue'], sequences: 16, taskOptions}).run()).results,
      );
    }
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
    const {results} = await reproducing({seeds: 3, sequences: 20}).run();
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
    expect(weights.equals((await weightsOf(middle))!)).toBe(true);
  });
});
