import {readdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {type ModelName, memoryRows, modelNameOf, modelNames, type Preset} from '@ntmjs/presets';
import {createTask, type Task, type TaskConfig, taskNames} from '@ntmjs/tasks';
import type {TrainState} from '@ntmjs/training';
import {Run} from '@ntmjs/training/runs';
import type {TrialResult} from '../evaluation/evaluation.js';
import type {CurvePoint} from '../figures/learning.js';
import {type JobEvaluation, readEvaluation} from './evaluateJob.js';

/** A run of a reproduction, and what it reached. */
export interface JobResult {
  readonly task: Task;
  readonly model: ModelName;
  readonly settings: Preset['source'];
  readonly seed: number;
  readonly run: Run;
  readonly state: TrainState;
  readonly rows: number | undefined;
  readonly evaluation: JobEvaluation;
  readonly curve: readonly CurvePoint[];
}

/** What `results.json` holds of a run. */
export interface ResultRow {
  readonly task: string;
  readonly taskConfig: TaskConfig;
  readonly architecture: string;
  readonly controller: string | null;
  readonly settings: Preset['source'];
  readonly seed: number;
  readonly parameters: number;
  /** How many sequences it was trained on. */
  readonly sequences: number;
  /** After how many of them the task was solved; null if it was not. */
  readonly solvedAt: number | null;
  /** Seconds of training, of all of it and until the task was solved. */
  readonly seconds: number;
  readonly solvedSeconds: number | null;
  /** On fresh episodes as in training: the cost and the task's other metrics a sequence. */
  readonly bits: number;
  readonly wrongBits: number;
  readonly worstWrongBits: number;
  readonly metrics?: Readonly<Record<string, number>>;
  readonly episodes: number;
  /** Of which split the classes of all these episodes are, for a task that has such. */
  readonly split?: string;
  readonly generalisation: readonly object[];
}

/** In which order the results of a task are: those that settings were measured for come first. */
const SETTINGS_ORDER: readonly Preset['source'][] = ['measured', 'paper', 'general'];

/**
 * The runs of a reproduction that were trained and evaluated: by task, settings and model in the order of their lists, by
 * seed, and by the names of their folders.
 *
 * @throws ArgumentError if one of them is broken
 */
export async function readResults(folder: string): Promise<JobResult[]> {
  const names = await readdir(folder).catch((): string[] => []);
  const results: JobResult[] = [];
  for (const name of names.sort()) {
    const evaluation = await readEvaluation(join(folder, name));
    if (evaluation !== undefined) results.push(await readResult(join(folder, name), evaluation));
  }
  const place = ({task, settings, model}: JobResult) =>
    (taskNames.indexOf(task.name) * 10 + SETTINGS_ORDER.indexOf(settings)) * 10 + modelNames.indexOf(model);
  return results.sort((one, other) => place(one) - place(other) || one.seed - other.seed);
}

async function readResult(folder: string, evaluation: JobEvaluation): Promise<JobResult> {
  const run = await Run.open(folder);
  const {task, model, seed} = run.config;
  const lines = (await readFile(join(folder, 'metrics.jsonl'), 'utf8')).trimEnd().split('\n');
  return {
    task: createTask(task.name, task.config),
    model: modelNameOf(model),
    settings: evaluation.settings,
    seed,
    run,
    state: await run.loadState(),
    rows: memoryRows(model),
    evaluation,
    curve: lines.map((line) => JSON.parse(line) as CurvePoint),
  };
}

/** A result as plain JSON. */
export function resultRow({task, settings, seed, run, state, evaluation}: JobResult): ResultRow {
  const {architecture, controller} = run.config.model as {
    architecture: string;
    controller?: {type: string};
  };
  const {trained, beyond, parameters} = evaluation;
  const {bits, wrongBits, worstWrongBits, metrics, episodes, split} = trained;
  return {
    task: task.name,
    taskConfig: task.config,
    architecture,
    controller: controller?.type ?? null,
    settings,
    seed,
    parameters,
    sequences: state.sequences,
    solvedAt: state.solvedAt?.sequences ?? null,
    seconds: rounded(state.seconds),
    solvedSeconds: state.solvedAt === undefined ? null : rounded(state.solvedAt.seconds),
    bits,
    wrongBits,
    worstWrongBits,
    ...(metrics && {metrics}),
    episodes,
    ...(split !== undefined && {split}),
    generalisation: beyond.map(trialRow),
  };
}

function trialRow({
  difficulty,
  rows,
  episodes,
  bits,
  wrongBits,
  worstWrongBits,
  metrics,
}: TrialResult): object {
  return {...difficulty, rows: rows ?? null, episodes, bits, wrongBits, worstWrongBits, ...metrics};
}

function rounded(seconds: number): number {
  return Math.round(10 * seconds) / 10;
}
