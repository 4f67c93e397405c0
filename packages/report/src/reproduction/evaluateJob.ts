import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {Preset} from '@ntmjs/presets';
import {evaluationDifficulties} from '@ntmjs/tasks';
import {Run} from '@ntmjs/training/runs';
import {type Difficulty, type EvaluationSetting, evaluationSettings} from '../evaluation/difficulties.js';
import {type EvaluateSettingsArgs, type EvaluationResult, evaluateSettings} from '../evaluation/evaluate.js';
import {taskReport} from '../paper/taskReports.js';
import {openTask} from '../runs/openRun.js';

const FILE = 'reproduction.json';

/** The evaluation of a run of a reproduction. */
export interface JobEvaluation {
  /** Where the preset of the run is from. */
  readonly settings: Preset['source'];
  readonly parameters: number;
  /** The number of sequences that the model was trained on. */
  readonly sequences: number;
  /** The result at the difficulty of training. */
  readonly trained: EvaluationResult;
  /** The results at other settings. */
  readonly beyond: readonly EvaluationResult[];
}

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
export async function evaluateJob({
  folder,
  settings,
  episodes,
  ...callbacks
}: EvaluateJobArgs): Promise<void> {
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
  const {evaluationTask: task, rows} = await openTask(run);
  const {model, state} = await run.load();
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
    await run.write(FILE, `${JSON.stringify(evaluation, null, 2)}\n`);
  } finally {
    model.dispose();
  }
}

/** The evaluation of a run; undefined if it was not evaluated. */
export async function readEvaluation(folder: string): Promise<JobEvaluation | undefined> {
  const text = await readFile(join(folder, FILE), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as JobEvaluation);
}

/** Orders difficulties by the first part in which they differ. */
function byDifficulty(one: Difficulty, other: Difficulty): number {
  const part = Object.keys(one).find((name) => one[name] !== other[name]);
  return part === undefined ? 0 : one[part]! - (other[part] ?? 0);
}
