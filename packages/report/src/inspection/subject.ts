import {ArgumentError, requireInteger, requireKeys, requireList, show} from '@ntmjs/arguments';
import {firstDifference} from '@ntmjs/arguments/files';
import {compileLayers} from '@ntmjs/compile';
import {withRows} from '@ntmjs/layers';
import {type Episodes, RandomStream, type Task} from '@ntmjs/tasks';
import type {TrainState} from '@ntmjs/training';
import {Run, type RunConfig} from '@ntmjs/training/runs';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import {
  type Difficulty,
  difficultiesOf,
  greatestDifficulty,
  requireDifficulty,
} from '../evaluation/difficulties.js';
import {type History, readHistory} from '../runs/history.js';
import {openRun} from '../runs/openRun.js';

/** A run with its learning curve and evaluation. */
export interface InspectedRun extends History {
  readonly folder: string;
  readonly config: RunConfig;
  /** The state of training at the last checkpoint. */
  readonly state: TrainState;
}

/** What a page shows: runs of the same task and model with different seeds, and an episode for the first of them. */
export interface Subject {
  readonly runs: readonly [InspectedRun, ...InspectedRun[]];
  readonly task: Task;
  readonly model: LayersModel;
  /** The number of memory rows in training; undefined for a model without a memory. */
  readonly trainedRows: number | undefined;
  /** The number of memory rows here. */
  readonly rows: number | undefined;
  readonly seed: number;
  readonly difficulty: Difficulty;
  readonly episode: Episodes;
  /** As of `openTask`. */
  readonly changedModules: readonly string[];
  /** Disposes of the model. */
  dispose(): void;
}

export interface SubjectArgs {
  /** The folders of the runs, at least one. */
  readonly folders: readonly string[];
  /** Which fresh episode of the seed, from 1 to 1000; defaults to 1. */
  readonly episode?: number | undefined;
  /** The difficulty of the episode; a part without a value has the greatest of training. */
  readonly difficulty?: Difficulty | undefined;
  /** The number of memory rows; defaults to that of training. */
  readonly rows?: number | undefined;
  /** The seed of the episodes; defaults to that of the first run. */
  readonly seed?: number | undefined;
  /** As for `Run.open`. */
  readonly edited?: boolean | undefined;
  /** As for `Run.open`, of the first run. */
  readonly best?: boolean | undefined;
}

/** The last episode of a seed that can be chosen: those before it are drawn first. */
const MAX_EPISODE = 1000;

/** The most steps of an episode: more do not fit a figure. */
const MAX_STEPS = 5000;

/**
 * Opens runs, and draws an episode for the first. Its backend must be registered: see `openRun`.
 *
 * @throws ArgumentError that names the argument or the file that is wrong
 */
export async function openSubject(args: SubjectArgs): Promise<Subject> {
  requireKeys('openSubject', args, ['folders', 'episode', 'difficulty', 'rows', 'seed', 'edited', 'best']);
  const {folders, edited, best} = args;
  requireList('folders', folders, 'a list of the folders of runs, at least one', 1);
  if (args.episode !== undefined) requireInteger('episode', args.episode, {min: 1, max: MAX_EPISODE});
  if (args.difficulty !== undefined) requireDifficulty('difficulty', args.difficulty);
  if (args.seed !== undefined) requireInteger('seed', args.seed);
  const first = await openRun(folders[0]!, {edited, best});
  try {
    return await subjectOf(first, args);
  } catch (error) {
    first.model.dispose();
    throw error;
  }
}

/** The subject whose first run is open. */
async function subjectOf(first: Awaited<ReturnType<typeof openRun>>, args: SubjectArgs): Promise<Subject> {
  const {run, evaluationTask: task, model: trained, rows: trainedRows, state, changedModules} = first;
  const {edited} = args;
  const [, ...others] = args.folders;
  const firstRun = await inspectedRun(run, state);
  const runs: [InspectedRun, ...InspectedRun[]] = [firstRun];
  for (const folder of others) {
    const opened = await Run.open(folder, {edited});
    const other = await inspectedRun(opened, await opened.loadState());
    requireAlike(firstRun, other);
    if (runs.some(({config}) => config.seed === other.config.seed)) {
      throw new ArgumentError(
        `the seed of ${folder}`,
        'another than those of the runs before it',
        other.config.seed,
      );
    }
    runs.push(other);
  }
  if (args.rows !== undefined && trainedRows === undefined) {
    throw new ArgumentError('rows', 'omitted for a model without a memory', args.rows);
  }
  const ranges = Object.entries(args.difficulty ?? {}).map(([part, value]) => [part, [value]]);
  const [chosen] = difficultiesOf(task, Object.fromEntries(ranges), 1);
  const difficulty = {...greatestDifficulty(task), ...chosen};
  const seed = args.seed ?? run.config.seed;
  const episode = freshEpisode(args.episode ?? 1, task, difficulty, seed);
  if (episode.steps > MAX_STEPS) {
    const expected = `one whose episodes have at most ${MAX_STEPS} steps, which a figure can show`;
    throw new ArgumentError('difficulty', `${expected} (here ${episode.steps})`, difficulty);
  }
  const rows = args.rows ?? trainedRows;
  const model = rows === trainedRows ? trained : withRows(trained, rows!);
  if (run.config.training.compile !== 'never') compileLayers(model);
  const dispose = () => {
    for (const each of new Set([trained, model])) each.dispose();
  };
  return {runs, task, model, trainedRows, rows, seed, difficulty, episode, changedModules, dispose};
}

async function inspectedRun(run: Run, state: TrainState): Promise<InspectedRun> {
  return {folder: run.folder, config: run.config, state, ...(await readHistory(run))};
}

/** Throws an `ArgumentError` unless two runs are of the same task and model. */
function requireAlike(first: InspectedRun, other: InspectedRun): void {
  for (const part of ['task', 'model'] as const) {
    const difference = firstDifference(first.config[part], other.config[part]);
    if (difference === undefined) continue;
    const {path, one, other: actual} = difference;
    const hint = `; to compare runs of different ${part}s, inspect each by itself`;
    throw new ArgumentError(
      `${other.folder}: ${[part, ...path].join('.')}`,
      `${show(one)}, as in ${first.folder}`,
      actual,
      hint,
    );
  }
}

/** A fresh episode: the first, the second, … of a seed. */
function freshEpisode(number: number, task: Task, difficulty: Difficulty, seed: number): Episodes {
  const random = new RandomStream(seed, 'figure');
  for (let before = 1; before < number; before++) task.sample(random, 1, difficulty);
  return task.sample(random, 1, difficulty);
}
