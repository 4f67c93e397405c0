import {requireChoice} from '@ntmjs/arguments';
import {
  isPaperTask,
  type ModelName,
  modelNames,
  paperModelNames,
  paperTasks,
  presetFor,
  type SettingsName,
  settingsNames,
} from '@ntmjs/presets';
import {taskNames} from '@ntmjs/tasks';

/** The model without a memory. */
export const BASELINE: ModelName = 'lstm';

/** The baseline without a memory trains on so many times the sequences that the slowest model with a memory took to solve the task. */
export const BASELINE_TIMES = 10;

/** The tasks whose numbers of seeds are other than the usual ones. Sorting trains for an hour a seed. */
const SEEDS: Readonly<Record<string, {readonly memory?: number; readonly baseline?: number}>> = {
  copy: {baseline: 3},
  'associative-recall': {baseline: 3},
  'priority-sort': {memory: 3},
};

/** Models that are cheap enough for as many seeds as those of the paper. */
const CHEAP: readonly ModelName[] = ['stack', 'queue', 'deque'];

/**
 * The tasks of a report: those with settings of their own for a model, in the order of their registration.
 *
 * @throws ArgumentError if there are no such settings
 */
export function reportTasks(settings: SettingsName): readonly string[] {
  requireChoice('settings', settings, settingsNames);
  return settings === 'paper' ? paperTasks : taskNames.filter((task) => measuredModels(task).length > 0);
}

/**
 * The models of a task in a report: those with settings of their own for it, the baseline, and on tasks of other papers also the Neural Turing
 * Machine.
 */
export function reportModels(task: string, settings: SettingsName): readonly ModelName[] {
  if (settings === 'paper') return paperModelNames;
  const compared: readonly ModelName[] = isPaperTask(task) ? [BASELINE] : ['ntm-lstm', BASELINE];
  const measured = measuredModels(task);
  return modelNames.filter((model) => measured.includes(model) || compared.includes(model));
}

/**
 * The number of seeds of a model on a task in a report: ten for the models of the paper, five for their descendants, one for what they are
 * compared with, and other numbers where these cost too much or tell too little.
 */
export function reportSeeds(task: string, model: ModelName, settings: SettingsName): number {
  const {memory, baseline = 1} = SEEDS[task] ?? {};
  if (model === BASELINE) return baseline;
  if (presetFor(task, model, settings).source === 'general') return 1;
  return memory ?? (isOfPaper(task, model) || CHEAP.includes(model) ? 10 : 5);
}

function isOfPaper(task: string, model: ModelName): boolean {
  return isPaperTask(task) && (paperModelNames as readonly ModelName[]).includes(model);
}

function measuredModels(task: string): readonly ModelName[] {
  return modelNames.filter((model) => presetFor(task, model).source === 'measured');
}
