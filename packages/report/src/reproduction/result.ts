import {type ModelName, memoryRows, modelNameOf, modelNames, type Preset} from '@ntmjs/presets';
import {createTask, type Task, type TaskConfig, taskNames} from '@ntmjs/tasks';
import type {TrainState} from '@ntmjs/training';
import type {Run, RunFile} from '@ntmjs/training/runs';
import type {EvaluationResult} from '../evaluation/evaluate.js';
import type {CurvePoint} from '../figures/learning.js';
import type {JobEvaluation} from '../runs/evaluationFiles.js';
import {upgradedResult} from '../runs/history.js';
import type {ModelDrawings} from './report/drawings.js';

/** A run of a reproduction with its evaluation. */
export interface JobResult {
  readonly task: Task;
  readonly model: ModelName;
  readonly settings: Preset['source'];
  readonly seed: number;
  /** Its `run.json`. */
  readonly file: RunFile;
  /** Where it is from: its folder, with the trained model, or the record of a report, with what was drawn of the runs of its model. */
  readonly from: {readonly run: Run} | {readonly drawings: ModelDrawings};
  /** The machine that trained it, in words. */
  readonly machine: string;
  readonly state: Pick<TrainState, 'sequences' | 'seconds' | 'solvedAt'>;
  readonly rows: number | undefined;
  readonly evaluation: JobEvaluation;
  readonly curve: readonly Pick<CurvePoint, 'sequences' | 'bits' | 'difficulty'>[];
}

/** A run in `results.json`. */
export interface ResultRow {
  readonly task: string;
  readonly taskConfig: TaskConfig;
  readonly architecture: string;
  readonly controller: string | null;
  readonly settings: Preset['source'];
  readonly seed: number;
  readonly parameters: number;
  /** The number of training sequences. */
  readonly sequences: number;
  /** The number that it should train on: more than `sequences` if its time was over. */
  readonly plannedSequences: number;
  /** The number of sequences after which the task was solved; null if it was not. */
  readonly solvedAt: number | null;
  /** The seconds of training, in all and until the task was solved. */
  readonly seconds: number;
  readonly solvedSeconds: number | null;
  /** Metrics per sequence at the difficulty of training. */
  readonly bits: number;
  readonly wrongBits: number;
  readonly worstWrongBits: number;
  readonly metrics?: Readonly<Record<string, number>>;
  readonly episodes: number;
  /** The split that the classes of the episodes belong to, for a task with such an option. */
  readonly split?: string;
  readonly generalization: readonly object[];
  /** The versions of the software that the run was begun with. */
  readonly versions: Readonly<Record<string, string>>;
}

/** The order of a task's results by the source of their presets. */
const SETTINGS_ORDER: readonly Preset['source'][] = ['measured', 'paper', 'general'];

/** Orders results by task, source of the preset, model and seed. */
export function ordered(results: readonly JobResult[]): JobResult[] {
  const rank = ({task, settings, model}: JobResult) =>
    (taskNames.indexOf(task.name) * 10 + SETTINGS_ORDER.indexOf(settings)) * 10 + modelNames.indexOf(model);
  return results.toSorted((one, other) => rank(one) - rank(other) || one.seed - other.seed);
}

/** The parts of a result that follow from its `run.json` and its evaluation. */
export function resultOf(
  file: RunFile,
  evaluation: JobEvaluation,
): Pick<JobResult, 'task' | 'model' | 'settings' | 'seed' | 'file' | 'rows' | 'evaluation'> {
  const {task, model, seed} = file.config;
  return {
    task: createTask(task.name, task.config),
    model: modelNameOf(model),
    settings: evaluation.settings,
    seed,
    file,
    rows: memoryRows(model),
    evaluation: {
      ...evaluation,
      trained: upgradedResult(task.name, evaluation.trained),
      beyond: evaluation.beyond.map((result) => upgradedResult(task.name, result)),
    },
  };
}

/** A result as plain JSON. */
export function resultRow({task, settings, seed, file, state, evaluation}: JobResult): ResultRow {
  const {architecture, controller} = file.config.model as {
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
    plannedSequences: file.config.training.sequences,
    solvedAt: state.solvedAt?.sequences ?? null,
    seconds: rounded(state.seconds),
    solvedSeconds: state.solvedAt === undefined ? null : rounded(state.solvedAt.seconds),
    bits,
    wrongBits,
    worstWrongBits,
    ...(metrics && {metrics}),
    episodes,
    ...(split !== undefined && {split}),
    generalization: beyond.map(trialRow),
    versions: file.versions,
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
  trainedSize,
}: EvaluationResult): object {
  const size = trainedSize && {trainedSize};
  return {...difficulty, rows: rows ?? null, ...size, episodes, bits, wrongBits, worstWrongBits, ...metrics};
}

function rounded(seconds: number): number {
  return Math.round(10 * seconds) / 10;
}
