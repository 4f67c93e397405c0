import {access} from 'node:fs/promises';
import {join} from 'node:path';
import {ArgumentError, requireInteger} from '@ntmjs/arguments';
import {createTask, type Task} from '@ntmjs/tasks';
import {createOptimizer, type OptimizerArgs, type TrainReport, type TrainState, train} from '@ntmjs/training';
import {Run, type RunConfig} from '@ntmjs/training/runs';
import type {Optimizer} from '@tensorflow/tfjs-core';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import type {Command} from 'commander';
import {backends, startBackend} from '../backend.js';
import {DEFAULT_LENGTHS, defaultTrials, evaluateLengths, resultsTable} from '../evaluation.js';
import {drawEpisode} from '../figure.js';
import {createModel, type ModelConfig} from '../model.js';
import {integersOption, numberOption, pairsOption, wordsOption} from '../options.js';
import {humanOutput, jsonOutput, type Output} from '../output.js';
import {presets} from '../presets.js';
import {stopSignal} from '../stop.js';
import {bits, count, duration} from '../text.js';
import {versions} from '../versions.js';

/** How many sequences lie between two checkpoints. */
const CHECKPOINT_EVERY = 1000;

/** The length of the episode in the figure: that of the paper's Figure 6. */
const FIGURE_LENGTH = 20;

interface TrainOptions {
  controller?: string;
  units?: number;
  layers?: number;
  rows?: number;
  width?: number;
  heads?: string[];
  shiftRange?: number;
  firstWeighting?: string;
  activation?: string;
  weightingClip?: number;
  batch?: number;
  sequences?: number;
  solvedBelow?: number;
  optimizer?: string;
  learningRate?: number;
  clip?: number;
  clipNorm?: number;
  taskOption?: Record<string, number>;
  lengths: number[];
  episodes: number;
  seed: number;
  backend: string;
  run?: string;
  resume?: string;
  json?: boolean;
}

/** Adds `ntm train` to the program. */
export function addTrainCommand(program: Command): void {
  program
    .command('train')
    .description(
      'train a model on a task until it is solved, then show how it carries over to longer sequences',
    )
    .argument('[task]', 'the task (see: ntm tasks)')
    .option('--resume <run>', 'go on with a run that was stopped')
    .option('--run <folder>', 'where the run is kept (default: runs/<task>-<number>)')
    .option('--seed <integer>', 'seed of the first weights and of the episodes', numberOption('--seed'), 1)
    .option('--backend <name>', `the tfjs backend: ${backends.join(' or ')}`, 'wasm')
    .option('--controller <type>', 'the controller: feedforward, lstm or gru')
    .option('--units <n>', 'units of the controller', numberOption('--units'))
    .option('--layers <n>', 'layers of the controller', numberOption('--layers'))
    .option('--rows <n>', 'rows of the memory', numberOption('--rows'))
    .option('--width <n>', 'width of a memory row', numberOption('--width'))
    .option('--heads <kinds>', 'the heads in their order, such as write,read', wordsOption)
    .option('--shift-range <n>', 'the most rows a head moves a step', numberOption('--shift-range'))
    .option('--first-weighting <kind>', 'where heads start: oneHot, uniform or learned')
    .option('--activation <kind>', 'the activation of keys and of what is added: linear or tanh')
    .option(
      '--weighting-clip <x>',
      'the largest gradient through a weighting',
      numberOption('--weighting-clip'),
    )
    .option('--batch <n>', 'sequences a training step', numberOption('--batch'))
    .option('--sequences <n>', 'train on this many at the most', numberOption('--sequences'))
    .option(
      '--solved-below <bits>',
      'wrong bits a sequence, over the last 1000, below which the task is solved',
      numberOption('--solved-below'),
    )
    .option('--optimizer <type>', 'gravesRmsProp or adam')
    .option('--learning-rate <rate>', 'the learning rate', numberOption('--learning-rate'))
    .option('--clip <x>', 'keep each gradient element within ±x', numberOption('--clip'))
    .option('--clip-norm <x>', 'keep the norm of all gradients at most x', numberOption('--clip-norm'))
    .option(
      '--task-option <name=number>',
      'an option of the task, such as maxLength=10; may be given several times',
      pairsOption('--task-option'),
    )
    .option(
      '--lengths <list>',
      'the lengths to evaluate at in the end',
      integersOption('--lengths'),
      DEFAULT_LENGTHS,
    )
    .option('--episodes <n>', 'fresh episodes at each length', numberOption('--episodes'), 100)
    .option('--json', 'print JSON lines for machines')
    .action(async (task: string | undefined, options: TrainOptions) => {
      process.exitCode = await trainCommand(task, options);
    });
}

/** Everything that a training loop works on. */
interface Session {
  readonly run: Run;
  readonly task: Task;
  readonly model: LayersModel;
  readonly optimizer: Optimizer;
  readonly state?: TrainState | undefined;
}

/**
 * Trains, evaluates, and draws an episode.
 *
 * @returns the exit code: 0 if the task was solved, 1 if the sequences were used up before, 130 if it was stopped
 */
async function trainCommand(taskName: string | undefined, options: TrainOptions): Promise<number> {
  const output = options.json ? jsonOutput(process.stdout) : humanOutput(process.stdout);
  const session =
    options.resume === undefined ? await begin(taskName, options) : await resume(options.resume, taskName);
  const {signal, release} = stopSignal();
  try {
    return await carryOut(session, options, output, signal);
  } finally {
    release();
  }
}

async function carryOut(
  {run, task, model, optimizer, state}: Session,
  {lengths, episodes}: TrainOptions,
  output: Output,
  signal: AbortSignal,
): Promise<number> {
  const {training, seed, backend} = run.config;
  output.event('start', {run: run.folder, config: run.config});
  output.line(
    `${state ? 'Going on with' : 'Training'} ${run.folder}: the ${task.name} task, ${count(model.countParams())} ` +
      `parameters, batch ${training.batch}, seed ${seed}, backend ${backend}`,
  );
  const loop = train({...training, model, task, optimizer, seed, signal, state});
  let saved = state?.sequences ?? 0;
  for await (const event of loop) {
    output.progress(progressLine(event.report, training.sequences));
    if (event.type === 'progress') {
      await run.log(event.report);
      output.event('progress', event.report);
      if (event.report.sequences - saved < CHECKPOINT_EVERY) continue;
    }
    saved = event.report.sequences;
    const checkpoint = await run.save({model, optimizer, state: event.state});
    if (event.type !== 'end') continue;
    output.event('end', {reason: event.reason, checkpoint, ...event.report});
    output.line(endLine(event.reason, event.report));
    if (event.reason === 'stopped') {
      output.line(`What was trained is kept. To go on: npx ntm train --resume ${run.folder}`);
      return 130;
    }
    await showResults({run, task, model, lengths, episodes, checkpoint, output, signal});
    return event.reason === 'solved' ? 0 : 1;
  }
  throw new Error('training ended without saying so');
}

interface ResultArgs {
  readonly run: Run;
  readonly task: Task;
  readonly model: LayersModel;
  readonly lengths: readonly number[];
  readonly episodes: number;
  readonly checkpoint: string;
  readonly output: Output;
  readonly signal: AbortSignal;
}

/** Evaluates the trained model, draws an episode, and says where everything lies. */
async function showResults(args: ResultArgs): Promise<void> {
  const {run, task, model, lengths, episodes, checkpoint, output, signal} = args;
  const {rows} = (run.config.model as unknown as ModelConfig).memory;
  const trials = defaultTrials(lengths, rows);
  const results = await evaluateLengths({
    model,
    rows,
    task,
    trials,
    episodes,
    seed: run.config.seed,
    output,
    signal,
  });
  await run.write('evaluation.json', `${JSON.stringify(results, null, 2)}\n`);
  const figure = await drawEpisode(run, model, task, FIGURE_LENGTH);
  output.event('figure', {path: figure});
  output.line(`\nOn ${episodes} fresh episodes of each length, wrong bits and bits a sequence:\n`);
  output.line(resultsTable(results));
  output.line(
    [
      '',
      `  ${join(run.folder, 'run.json')}  what the run was told`,
      `  ${join(run.folder, 'metrics.jsonl')}  how training went`,
      `  ${join(checkpoint, 'model.json')}  the model, for tf.loadLayersModel`,
      `  ${join(run.folder, 'evaluation.json')}  this table`,
      `  ${figure}  what the heads did on an episode of length ${FIGURE_LENGTH}`,
      '',
      `At other lengths: npx ntm eval ${run.folder} --lengths 200 --rows 512`,
    ].join('\n'),
  );
}

function progressLine(report: TrainReport, budget: number): string {
  const {sequences, sequencesPerSecond, seconds} = report;
  const left = (budget - sequences) / sequencesPerSecond;
  return [
    `${count(sequences)} sequences`,
    `${bits(report.bits)} bits`,
    `${bits(report.wrongBits)} wrong bits`,
    `${sequencesPerSecond.toFixed(1)} sequences/s`,
    `${duration(seconds)}, at most ${duration(left)} left`,
  ].join('  |  ');
}

function endLine(reason: 'solved' | 'budget' | 'stopped', report: TrainReport): string {
  const how = `after ${count(report.sequences)} sequences and ${duration(report.seconds)}`;
  const cost = `the last 1000 cost ${bits(report.bits)} bits each, ${bits(report.wrongBits)} of them wrong`;
  if (reason === 'solved') return `Solved ${how}: ${cost}.`;
  return reason === 'budget' ? `Not solved ${how}: ${cost}.` : `Stopped ${how}.`;
}

/** A new run, from the command line: everything is checked before its folder is made. */
async function begin(taskName: string | undefined, options: TrainOptions): Promise<Session> {
  if (taskName === undefined) throw new ArgumentError('task', 'given, unless --resume is', taskName);
  const task = createTask(taskName, options.taskOption);
  const preset = presets[taskName];
  if (preset === undefined) throw new Error(`the task ${taskName} has no settings to train with yet`);
  const seed = requireInteger('--seed', options.seed);
  const model = modelConfig(preset.model, options);
  const training = trainingConfig(preset.training, options);
  await startBackend(options.backend);
  const optimizer = createOptimizer(training.optimizer as OptimizerArgs);
  const network = createModel(model, task, seed);
  const config: RunConfig = {
    task: {name: task.name, config: {...task.config}},
    model: {...model},
    training,
    seed,
    backend: options.backend,
  };
  const run = await Run.create(options.run ?? (await freeFolder(taskName)), config, versions());
  return {run, task, model: network, optimizer};
}

/** A run that was stopped, brought to where it stood. */
async function resume(folder: string, taskName: string | undefined): Promise<Session> {
  const run = await Run.open(folder);
  const {task, training, backend} = run.config;
  if (taskName !== undefined && taskName !== task.name) {
    throw new ArgumentError('task', `${task.name}, or left out, to go on with ${folder}`, taskName);
  }
  await startBackend(backend);
  const optimizer = createOptimizer(training.optimizer as OptimizerArgs);
  const model = await run.loadModel();
  const state = await run.loadTraining(optimizer);
  return {run, task: createTask(task.name, task.config), model, optimizer, state};
}

/** The first of `runs/<task>-1`, `runs/<task>-2`, … that is not there yet. */
async function freeFolder(task: string): Promise<string> {
  for (let number = 1; ; number++) {
    const folder = join('runs', `${task}-${number}`);
    const taken = await access(folder).then(
      () => true,
      () => false,
    );
    if (!taken) return folder;
  }
}

function modelConfig(preset: ModelConfig, options: TrainOptions): ModelConfig {
  const {
    controller,
    units,
    layers,
    rows,
    width,
    heads,
    shiftRange,
    firstWeighting,
    activation,
    weightingClip,
  } = options;
  return {
    ...preset,
    controller: {...preset.controller, ...given({type: controller, units, layers})},
    memory: {...preset.memory, ...given({rows, width})},
    ...given({heads, shiftRange, firstWeighting, vectorActivation: activation, weightingClip}),
  } as ModelConfig;
}

function trainingConfig(preset: RunConfig['training'], options: TrainOptions): RunConfig['training'] {
  const {batch, sequences, solvedBelow, optimizer, learningRate, clip, clipNorm} = options;
  return {
    ...preset,
    ...given({batch, sequences, solvedBelow}),
    optimizer: {
      ...preset.optimizer,
      ...given({type: optimizer, learningRate}),
    } as RunConfig['training']['optimizer'],
    clip: {...preset.clip, ...given({elementwise: clip, globalNorm: clipNorm})},
  };
}

/** The entries that were given. */
function given(options: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
