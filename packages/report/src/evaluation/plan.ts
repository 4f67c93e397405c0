import {requireObject} from '@ntmjs/arguments';
import {memoryRows} from '@ntmjs/presets';
import {evaluationDifficulties, hasEpisodes, requireTask, type Task} from '@ntmjs/tasks';
import {taskReport} from '../paper/taskReports.js';
import {type Difficulty, type EvaluationSetting, evaluationSettings} from './difficulties.js';

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
      settings: evaluationSettings([...others, ...moreDifficulties].sort(byDifficulty), rows),
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
