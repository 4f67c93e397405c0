import {isDeepStrictEqual} from 'node:util';
import {ArgumentError} from '@ntmjs/arguments';
import {withRows} from '@ntmjs/layers';
import {type Episodes, RandomStream, type Task} from '@ntmjs/tasks';
import type {TrainState} from '@ntmjs/training';
import {Run, type RunConfig} from '@ntmjs/training/runs';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import {compileLayers} from '../evaluation/compileLayers.js';
import {
  type DifficultyRanges,
  difficultiesOf,
  greatestDifficulty,
  type Trial,
} from '../evaluation/difficulties.js';
import {renaming} from '../renaming.js';
import {type History, readHistory} from '../runs/history.js';
import {openRun} from '../runs/openRun.js';

/** A run, and how it went. */
export interface InspectedRun extends History {
  readonly folder: string;
  readonly config: RunConfig;
  /** Where training stood at the last checkpoint. */
  readonly state: TrainState;
}

/** What is looked at: runs of the same task and model with different seeds, and what the first of them does on an episode. */
export interface Subject {
  readonly runs: readonly [InspectedRun, ...InspectedRun[]];
  readonly task: Task;
  readonly model: LayersModel;
  /** The rows that the memory was trained with; nothing if there is no memory. */
  readonly trainedRows: number | undefined;
  /** The rows that it has here. */
  readonly rows: number | undefined;
  readonly seed: number;
  readonly difficulty: Trial['difficulty'];
  readonly episode: Episodes;
  /** Lets go of the model. */
  dispose(): void;
}

export interface SubjectArgs {
  readonly folders: readonly string[];
  /** Which fresh episode of the seed, from 1. */
  readonly episode: number;
  readonly at: DifficultyRanges | undefined;
  readonly rows: number | undefined;
  readonly seed: number | undefined;
}

/**
 * Opens runs, and draws an episode for the first.
 *
 * @throws ArgumentError that names the argument or the file that is wrong
 */
export async function openSubject(args: SubjectArgs): Promise<Subject> {
  const {folders, at} = args;
  const [first, ...others] = folders as [string, ...string[]];
  const {run, evaluationTask: task, model: trained, rows: trainedRows} = await openRun('run', first);
  const firstRun = await inspected(run, first);
  const runs: [InspectedRun, ...InspectedRun[]] = [firstRun];
  for (const folder of others) {
    const other = await inspected(await Run.open(folder), folder);
    requireAlike(firstRun, other);
    if (runs.some(({config}) => config.seed === other.config.seed)) {
      throw new ArgumentError('run', `another seed in ${folder} than in those before it`, other.config.seed);
    }
    runs.push(other);
  }
  if (args.rows !== undefined && trainedRows === undefined) {
    throw new ArgumentError('--rows', 'omitted for a model without a memory', args.rows);
  }
  const difficulty = {...greatestDifficulty(task), ...(at && (await oneDifficulty(task, at)))};
  const seed = args.seed ?? run.config.seed;
  const episode = await renaming(
    (argument) => argument.replace(/^difficulty\./, '--at '),
    () => episodeNumber(args.episode, task, difficulty, seed),
  );
  const rows = args.rows ?? trainedRows;
  const resized = rows === trainedRows ? trained : await renaming(rowsOption, () => withRows(trained, rows!));
  if (run.config.training.compile !== 'never') compileLayers(resized);
  const dispose = () => {
    for (const model of new Set([trained, resized])) model.dispose();
  };
  return {runs, task, model: resized, trainedRows, rows, seed, difficulty, episode, dispose};
}

function rowsOption(argument: string): string {
  return argument === 'rows' ? '--rows' : argument;
}

async function inspected(run: Run, folder: string): Promise<InspectedRun> {
  const history = await readHistory(folder);
  return {folder, config: run.config, state: await run.loadState(), ...history};
}

/** Throws an `ArgumentError` unless two runs are of the same task and model. */
function requireAlike(first: InspectedRun, other: InspectedRun): void {
  for (const part of ['task', 'model'] as const) {
    if (isDeepStrictEqual(other.config[part], first.config[part])) continue;
    throw new ArgumentError(
      'run',
      `of the same ${part} as ${first.folder} in ${other.folder}: ${JSON.stringify(first.config[part])}`,
      other.config[part],
    );
  }
}

/** The difficulty that was asked for, which has one value for each part. */
async function oneDifficulty(task: Task, at: DifficultyRanges): Promise<Trial['difficulty']> {
  for (const [part, values] of Object.entries(at)) {
    if (values.length > 1)
      throw new ArgumentError(`--at ${part}`, 'one number, for one episode', values.join(','));
  }
  return (await difficultiesOf(task, at))[0]!;
}

/** A fresh episode: the first, the second, … that a seed gives. */
function episodeNumber(number: number, task: Task, difficulty: Trial['difficulty'], seed: number): Episodes {
  const random = new RandomStream(seed, 'figure');
  for (let before = 1; before < number; before++) task.sample(random, 1, difficulty);
  return task.sample(random, 1, difficulty);
}
