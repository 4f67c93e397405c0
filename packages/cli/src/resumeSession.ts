import {ArgumentError, renameArguments, requireChoice} from '@ntmjs/arguments';
import {trainingPlan} from '@ntmjs/report';
import {hasResults, loadTraining, openTask} from '@ntmjs/report/runs';
import {createOptimizer, endReason, type TrainState, trainingMemory} from '@ntmjs/training';
import {Run, trainingOptions} from '@ntmjs/training/runs';
import {renamed} from './options.js';
import type {Session} from './session.js';
import {taskArgument} from './taskArgument.js';
import {ofLoop} from './trainConfig.js';
import {optionsOfTraining, type TrainOptions} from './trainOptions.js';

/**
 * Opens a run that was stopped, in the state of its last checkpoint, or before its first step if it has none yet. The run is locked.
 *
 * @throws ArgumentError if nothing of the run is missing, another process writes it, or an option would change its training
 */
export async function resumeRun(
  folder: string,
  taskText: string | undefined,
  options: TrainOptions,
): Promise<Session> {
  for (const [option, value] of optionsOfTraining(options)) {
    throw new ArgumentError(option, 'omitted with --resume: a run keeps its configuration', value);
  }
  const asOption = (name: string) => ({run: '--resume', from: '--from'})[name] ?? name;
  return renameArguments(asOption, async () => {
    const run = await Run.open(folder, {edited: options.edited});
    await run.lock();
    try {
      return await resumeLocked(run, taskText, options);
    } catch (error) {
      await run.close();
      throw error;
    }
  });
}

async function resumeLocked(run: Run, taskText: string | undefined, options: TrainOptions): Promise<Session> {
  const {folder} = run;
  const {task, evaluationTask, rows, changedModules} = await openTask(run);
  if (taskText !== undefined) {
    const isBuiltIn = run.config.task.module === undefined;
    const meant = isBuiltIn ? taskText : await taskArgument(taskText);
    if (meant !== task.name) {
      throw new ArgumentError('task', `${task.name}, or omitted, to resume ${folder}`, taskText);
    }
  }
  if (changedModules.length > 0 && !options.edited) {
    const expected = `a run whose task and access are as they were; ${changedModules.join(', ')} has changed since (with --edited, training goes on with it as it is)`;
    throw new ArgumentError('--resume', expected, folder);
  }
  const {at: ranges, episodes} = options;
  const evaluations = await renamed(() => trainingPlan(evaluationTask, run.config, {ranges, episodes}));
  const {sequences} = options;
  // More sequences do not make a solved run go on, and a run that is refused stays as it is.
  if (sequences !== undefined && !(await run.isNew())) {
    await requireUnfinished({run, rows}, await run.loadState(), Number.MAX_SAFE_INTEGER);
  }
  if (sequences !== undefined) {
    await renameArguments(
      () => '--sequences',
      () => run.prolong(sequences),
    );
  }
  const {training} = run.config;
  const optimizer = createOptimizer(training.optimizer);
  const onNaN = options.onNan && requireChoice('--on-nan', options.onNan, trainingOptions.onNaN.choices);
  const session = {run, task, evaluationTask, rows, optimizer, evaluations, onNaN};
  const {model, state} = await loadTraining(run, task, optimizer);
  if (state !== undefined) {
    await requireUnfinished(session, state);
    await run.dropLogAfter(state.sequences);
  }
  const memory = await trainingMemory({...ofLoop(training), model, task, optimizer});
  return {...session, model, memory, state};
}

/**
 * Checks that there is something to resume.
 *
 * @param sequences the most that the run trains on
 * @throws ArgumentError if nothing of the run is missing
 */
async function requireUnfinished(
  {run, rows}: Pick<Session, 'run' | 'rows'>,
  state: TrainState,
  sequences = run.config.training.sequences,
): Promise<void> {
  const {folder, config} = run;
  const ended = endReason(state, {...config.training, sequences});
  if (ended !== undefined && (await hasResults(run, rows))) {
    const how = ended === 'solved' ? 'is solved' : `has used its ${sequences} sequences (more: --sequences)`;
    const expected = `a run that can be resumed; this one ${how} (to evaluate it: npx ntm eval ${folder})`;
    throw new ArgumentError('--resume', expected, folder);
  }
}
