import {requireKeys} from '@ntmjs/arguments';
import type {Preset} from '@ntmjs/presets';
import {evaluationDifficulties} from '@ntmjs/tasks';
import {Run} from '@ntmjs/training/runs';
import {type Difficulty, type EvaluationSetting, evaluationSettings} from '../evaluation/difficulties.js';
import {type EvaluateSettingsArgs, evaluateSettings} from '../evaluation/evaluate.js';
import {taskReport} from '../paper/taskReports.js';
import {type JobEvaluation, writeJobEvaluation} from '../runs/evaluationFiles.js';
import {loadTrained, openTask} from '../runs/openRun.js';

/** The number of fresh episodes: at the difficulty of training, at each setting beyond it, and at an extreme one. */
export interface EpisodeCounts {
  readonly trained: number;
  readonly beyond: number;
  readonly extreme: number;
}

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
  episodes: EpisodeCounts,
  callbacks: Pick<EvaluateJobArgs, 'onProgress' | 'onResult' | 'signal'>,
): Promise<void> {
  const {task: trainingTask, evaluationTask: task, rows} = await openTask(run);
  const {model, state} = await loadTrained(run, trainingTask);
  const {seed} = run.config;
  const {moreDifficulties = [], extreme} = taskReport(task.name);
  // The wide layers of the LSTM without a memory are faster a batch at a time than a sequence at a time.
  const compiled = rows !== undefined;
  const evaluate = (settings: readonly EvaluationSetting[], episodes: number) =>
    evaluateSettings({model, rows, task, settings, episodes, seed, compiled, ...callbacks});
  try {
    const [asTrained, ...others] = evaluationDifficulties(task);
    const trained = await evaluate([{difficulty: asTrained!, rows}], episodes.trained);
    const beyond = await evaluate(
      evaluationSettings([...others, ...moreDifficulties].sort(byDifficulty), rows),
      episodes.beyond,
    );
    const isExtreme = extreme?.architecture === run.config.model.architecture;
    const {difficulty, rows: extremeRows} = extreme ?? {difficulty: {}};
    const last = isExtreme ? await evaluate([{difficulty, rows: extremeRows}], episodes.extreme) : [];
    const evaluation: JobEvaluation = {
      settings,
      parameters: model.countParams(),
      sequences: state.sequences,
      trained: trained[0]!,
      beyond: [...beyond, ...last],
    };
    await writeJobEvaluation(run, evaluation);
  } finally {
    model.dispose();
  }
}

/** Orders difficulties by the first part in which they differ. */
function byDifficulty(one: Difficulty, other: Difficulty): number {
  const part = Object.keys(one).find((name) => one[name] !== other[name]);
  return part === undefined ? 0 : one[part]! - (other[part] ?? 0);
}
