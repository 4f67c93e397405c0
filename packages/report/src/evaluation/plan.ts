import {requireKeys, requireObject, requirePositiveInteger} from '@ntmjs/arguments';
import {hasFixedRows, memoryRows} from '@ntmjs/presets';
import {evaluationDifficulties, hasEpisodes, requireTask, type Task} from '@ntmjs/tasks';
import type {RunConfig} from '@ntmjs/training/runs';
import {taskReport} from '../paper/taskReports.js';
import {
  type Difficulty,
  type DifficultyRanges,
  difficultiesOf,
  type EvaluationSetting,
  evaluationSettings,
} from './difficulties.js';

/** Settings that are evaluated on equally many episodes. */
export interface PlannedEvaluation {
  readonly settings: readonly EvaluationSetting[];
  readonly episodes: number;
}

/** The number of fresh episodes: at the difficulty of training, at each setting beyond it, and at an extreme one. */
export interface EpisodeCounts {
  readonly trained: number;
  readonly beyond: number;
  readonly extreme: number;
}

/**
 * The settings far beyond training at which models of an architecture are evaluated on a task, if there are any: for the copy task and
 * Neural Turing Machines length 1000, on a memory with at least two rows a vector.
 *
 * @param model its config
 */
export function extremeSettings(task: Task, model: Readonly<Record<string, unknown>>): EvaluationSetting[] {
  requireTask('task', task);
  requireObject('model', model, 'a model config');
  const {extreme} = taskReport(task.name);
  if (extreme === undefined || extreme.architecture !== model.architecture) return [];
  if (!hasEpisodes(task, extreme.difficulty)) return [];
  return evaluationSettings([extreme.difficulty], memoryRows(model)).slice(-1);
}

/** Difficulties, each with the memory of the model and, if its access can have it, one that is large enough. */
function settingsOf(
  model: Readonly<Record<string, unknown>>,
  difficulties: readonly Difficulty[],
): EvaluationSetting[] {
  const rows = memoryRows(model);
  const isFixed = hasFixedRows(model);
  return evaluationSettings(difficulties, rows).filter((each) => !isFixed || each.rows === rows);
}

/** The part of the episodes that long and extreme ones are evaluated on after training. */
const LONG_PART = 5;

/** The most rows of a larger memory with which episodes are not yet long: a step of a DNC or a stack takes the square of them. */
const LONG_ROWS = 256;

/** Whether a difficulty takes a memory of that many more rows than the model has. */
function isLong(model: Readonly<Record<string, unknown>>, difficulty: Difficulty): boolean {
  const most = Math.max(LONG_ROWS, memoryRows(model) ?? 0);
  return settingsOf(model, [difficulty]).some(({rows = 0}) => rows > most);
}

/**
 * What `ntm train` evaluates after training: difficulties, each with the memory of the model and, if its access can have it, a larger one; and,
 * where these are those of the task, the long ones on a fifth of the episodes, and so, if the model is compiled, extreme settings.
 *
 * @param task `evaluationTaskOf` the task of training
 * @param config of the run
 * @param args the values of each part of the difficulty, by default those of the task, and the number of episodes of each difficulty
 * @throws ArgumentError as `difficultiesOf` does
 */
export function trainingPlan(
  task: Task,
  config: Pick<RunConfig, 'model' | 'training'>,
  args: {readonly ranges?: DifficultyRanges | undefined; readonly episodes: number},
): PlannedEvaluation[] {
  const {model, training} = requireObject('config', config, 'the configuration of a run');
  requireObject('config.training', training, 'the training of a run');
  const {ranges, episodes} = requireKeys('args', args, ['ranges', 'episodes']);
  const difficulties = difficultiesOf(task, ranges, episodes);
  if (ranges !== undefined) return [{settings: settingsOf(model, difficulties), episodes}];
  const [usual, long] = [false, true].map((wanted) =>
    settingsOf(
      model,
      difficulties.filter((difficulty) => isLong(model, difficulty) === wanted),
    ),
  ) as [EvaluationSetting[], EvaluationSetting[]];
  const extreme = training.compile === 'never' ? [] : extremeSettings(task, model);
  return [
    {settings: usual, episodes},
    {settings: [...long, ...extreme], episodes: Math.ceil(episodes / LONG_PART)},
  ];
}

/**
 * What a sweep evaluates after a training: first the difficulty of training, then each combination of values for its parts, if there are any.
 *
 * @param task `evaluationTaskOf` the task of training
 * @param model its config
 * @throws ArgumentError as `difficultiesOf` does
 */
export function sweepPlan(
  task: Task,
  model: Readonly<Record<string, unknown>>,
  args: {readonly at: DifficultyRanges; readonly episodes: number},
): PlannedEvaluation[] {
  requireTask('task', task);
  requireObject('model', model, 'a model config');
  requireObject('args', args, 'an object {at, episodes}');
  const {at, episodes} = requireKeys('args', args, ['at', 'episodes']);
  requireObject('args.at', at, 'an object with a list of values for each part of the difficulty');
  requirePositiveInteger('args.episodes', episodes);
  const rows = memoryRows(model);
  const [trained] = evaluationDifficulties(task);
  const others = Object.keys(at).length === 0 ? [] : difficultiesOf(task, at, episodes);
  return [{settings: [{difficulty: trained!, rows}, ...settingsOf(model, others)], episodes}];
}

/**
 * What a reproduction evaluates of a model: first the difficulty of training, then that of the task's evaluation and its report, last the
 * extreme.
 *
 * @param task `evaluationTaskOf` the task of training
 */
export function reproductionPlan(
  task: Task,
  model: Readonly<Record<string, unknown>>,
  {trained, beyond, extreme}: EpisodeCounts,
): PlannedEvaluation[] {
  const rows = memoryRows(model);
  const [asTrained, ...others] = evaluationDifficulties(task);
  const {moreDifficulties = []} = taskReport(task.name);
  return [
    {settings: [{difficulty: asTrained!, rows}], episodes: trained},
    {
      settings: settingsOf(model, [...others, ...moreDifficulties].sort(byDifficulty)),
      episodes: beyond,
    },
    {settings: extremeSettings(task, model), episodes: extreme},
  ];
}

/** Orders difficulties by the first part in which they differ. */
function byDifficulty(one: Difficulty, other: Difficulty): number {
  const part = Object.keys(one).find((name) => one[name] !== other[name]);
  return part === undefined ? 0 : one[part]! - (other[part] ?? 0);
}
