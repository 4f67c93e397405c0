import {isDeepStrictEqual} from 'node:util';
import {requireKeys} from '@ntmjs/arguments';
import type {Preset} from '@ntmjs/presets';
import {createTask, evaluationTaskOf} from '@ntmjs/tasks';
import {Run, type RunConfig} from '@ntmjs/training/runs';
import type {EvaluationSetting} from '../evaluation/difficulties.js';
import {type EvaluateSettingsArgs, type EvaluationResult, evaluateSettings} from '../evaluation/evaluate.js';
import {type EpisodeCounts, reproductionPlan} from '../evaluation/plan.js';
import {type JobEvaluation, writeJobEvaluation} from '../runs/evaluationFiles.js';
import {loadTrained, openTask} from '../runs/openRun.js';

export interface EvaluateJobArgs extends Pick<EvaluateSettingsArgs, 'onProgress' | 'onResult' | 'signal'> {
  readonly folder: string;
  readonly settings: Preset['source'];
  readonly episodes: EpisodeCounts;
}

/**
 * Evaluates a run of a reproduction and writes the result into its folder.
 *
 * @throws ArgumentError if another process writes the run
 * @throws the signal's reason if it is aborted
 */
export async function evaluateJob(args: EvaluateJobArgs): Promise<void> {
  const names = ['folder', 'settings', 'episodes', 'onProgress', 'onResult', 'signal'];
  const {folder, settings, episodes, ...callbacks} = requireKeys('evaluateJob', args, names);
  const run = await Run.open(folder);
  await run.lock();
  try {
    await evaluateLocked(run, settings, episodes, callbacks);
  } finally {
    await run.close();
  }
}

/** Evaluates a run that nothing else writes meanwhile. */
async function evaluateLocked(
  run: Run,
  settings: Preset['source'],
  counts: EpisodeCounts,
  callbacks: Pick<EvaluateJobArgs, 'onProgress' | 'onResult' | 'signal'>,
): Promise<void> {
  const {task: trainingTask, evaluationTask: task, rows} = await openTask(run);
  const {model, state} = await loadTrained(run, trainingTask);
  const {seed, model: config} = run.config;
  const {sequences, onRows} = state;
  // The wide layers of the LSTM without a memory are faster a batch at a time than a sequence at a time.
  const compiled = rows !== undefined;
  try {
    const results: EvaluationResult[] = [];
    for (const planned of reproductionPlan(task, config, counts)) {
      results.push(
        ...(await evaluateSettings({model, rows, onRows, task, seed, compiled, ...planned, ...callbacks})),
      );
    }
    const [trained, ...beyond] = results;
    const parameters = model.countParams();
    await writeJobEvaluation(run, {settings, parameters, sequences, trained: trained!, beyond});
  } finally {
    model.dispose();
  }
}

/** Whether an evaluation is that of a run after so many sequences, at the settings and on the numbers of episodes of a reproduction now. */
export function isEvaluationOf(
  evaluation: JobEvaluation,
  {task: {name, config}, model}: RunConfig,
  sequences: number,
  counts: EpisodeCounts,
): boolean {
  const task = evaluationTaskOf(createTask(name, config));
  const planned = reproductionPlan(task, model, counts).flatMap(({settings, episodes}) =>
    settings.map((setting) => settingOf({...setting, episodes})),
  );
  const done = [evaluation.trained, ...evaluation.beyond].map(settingOf);
  return evaluation.sequences === sequences && isDeepStrictEqual(done, planned);
}

/** What a result is of, without what JSON does not hold. */
function settingOf({difficulty, rows, episodes}: EvaluationSetting & {readonly episodes: number}): object {
  return {difficulty: {...difficulty}, rows: rows ?? null, episodes};
}
