import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {Preset} from '@ntmjs/presets';
import {defaultDifficulties, type Trial, trialsOf} from '../evaluation/difficulties.js';
import {evaluateTrials, type TrialResult} from '../evaluation/evaluation.js';
import type {Output} from '../output.js';
import {openRun} from '../runs/openRun.js';

const FILE = 'reproduction.json';

/** How a trained model of a reproduction does. */
export interface JobEvaluation {
  /** Where the settings were from. */
  readonly settings: Preset['source'];
  readonly parameters: number;
  /** How many sequences the model was trained on. */
  readonly sequences: number;
  /** On episodes as in training. */
  readonly trained: TrialResult;
  /** On others. */
  readonly beyond: readonly TrialResult[];
}

/** How many fresh episodes a model is tried on: as in training, beyond it, and on one that is very long. */
export interface EpisodeCounts {
  readonly trained: number;
  readonly beyond: number;
  readonly long: number;
}

/** What is tried of a reproduction besides what `ntm eval` tries by itself: each part of the paper's figures. */
const MORE: Readonly<Record<string, readonly Trial['difficulty'][]>> = {
  'repeat-copy': [13, 14, 16, 17, 18, 19].map((repeats) => ({length: 10, repeats})),
  'associative-recall': [7, 9, 11, 13, 14, 16, 17, 18, 19].map((items) => ({items})),
};

/** A copy fifty times as long as in training, on a memory with two rows a vector: for Neural Turing Machines. */
const LONG_COPY: Trial = {difficulty: {length: 1000}, rows: 2048};

/** Evaluates a trained run, and writes that down in its folder. */
export async function evaluateJob(
  folder: string,
  settings: Preset['source'],
  counts: EpisodeCounts,
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  const {run, evaluationTask: task, model, rows} = await openRun('run', folder);
  const {seed} = run.config;
  // The wide layers of the LSTM without a memory are quicker a batch at a time than a sequence at a time.
  const compiled = rows !== undefined;
  const evaluate = (trials: readonly Trial[], episodes: number) =>
    evaluateTrials({model, rows, task, trials, episodes, seed, compiled, output, signal});
  try {
    const [asTrained, ...others] = defaultDifficulties(task);
    const trained = await evaluate([{difficulty: asTrained!, rows}], counts.trained);
    const beyond = await evaluate(
      trialsOf([...others, ...(MORE[task.name] ?? [])].sort(byDifficulty), rows),
      counts.beyond,
    );
    const isLong = task.name === 'copy' && run.config.model.architecture === 'ntm';
    const long = isLong ? await evaluate([LONG_COPY], counts.long) : [];
    const {sequences} = await run.loadState();
    const evaluation: JobEvaluation = {
      settings,
      parameters: model.countParams(),
      sequences,
      trained: trained[0]!,
      beyond: [...beyond, ...long],
    };
    await run.write(FILE, `${JSON.stringify(evaluation, null, 2)}\n`);
  } finally {
    model.dispose();
  }
}

/** The evaluation of a run, if there is one. */
export async function readEvaluation(folder: string): Promise<JobEvaluation | undefined> {
  const text = await readFile(join(folder, FILE), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as JobEvaluation);
}

/** By the first part in which two difficulties differ. */
function byDifficulty(one: Trial['difficulty'], other: Trial['difficulty']): number {
  const part = Object.keys(one).find((name) => one[name] !== other[name]);
  return part === undefined ? 0 : one[part]! - (other[part] ?? 0);
}
