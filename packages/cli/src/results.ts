import {join} from 'node:path';
import {hasFixedRows} from '@ntmjs/presets';
import {
  difficultyText,
  type EvaluationResult,
  evaluateSettings,
  hardDifficulty,
  type PlannedEvaluation,
  resultsTable,
  splitText,
} from '@ntmjs/report';
import {drawEpisode} from '@ntmjs/report/figures';
import {EVALUATION, writeEvaluation} from '@ntmjs/report/runs';
import type {Output} from './output.js';
import type {Session} from './session.js';

export interface ResultArgs {
  readonly session: Session;
  /** The folder of the trained model. */
  readonly checkpoint: string;
  readonly output: Output;
  readonly signal: AbortSignal;
}

/**
 * Evaluates the trained model of a run, draws an episode, and prints the results with the paths of all files.
 *
 * @throws the signal's reason if it is aborted
 */
export async function showResults(args: ResultArgs): Promise<void> {
  const {session, checkpoint, output, signal} = args;
  const {run, evaluationTask: task, model, rows, evaluations} = session;
  const {seed, training} = run.config;
  const {onRows} = await run.loadState();
  const results: EvaluationResult[] = [];
  for (const planned of evaluations) {
    const evaluated = await evaluateSettings({
      ...{model, rows, onRows, task, seed, signal, ...planned},
      compiled: training.compile !== 'never',
      onProgress: output.progress,
      onResult: (result) => output.event('evaluation', result),
    });
    results.push(...evaluated);
  }
  await writeEvaluation(run, results);
  const {path: figure, reason} = rows === undefined ? {} : await drawEpisode(run, model, task);
  if (reason !== undefined) output.line(`There is no figure of an episode: ${reason}`);
  if (figure !== undefined) output.event('figure', {path: figure});
  output.line(`\nOn ${episodesText(evaluations)}${splitText(task)}, wrong bits and bits per sequence:\n`);
  output.line(resultsTable(task, results));
  output.line(
    [
      '',
      `  ${join(run.folder, 'run.json')}  the configuration`,
      `  ${join(run.folder, 'metrics.jsonl')}  metrics over the course of training`,
      `  ${join(checkpoint, 'model.json')}  the model, for tf.loadLayersModel`,
      `  ${join(run.folder, EVALUATION)}  this table as JSON`,
      ...(figure === undefined ? [] : [`  ${figure}  an episode, and where the heads attend`]),
      '',
      `Evaluate at other difficulties: npx ntm eval ${run.folder} ${otherDifficulty(session)}`,
      `See what the model learned:     npx ntm inspect ${run.folder}`,
    ].join('\n'),
  );
}

/** `100 fresh episodes of each difficulty (20 at length 1000)`. */
function episodesText([usual, ...others]: readonly PlannedEvaluation[]): string {
  const fewer = others.flatMap(({settings, episodes}) =>
    settings.map(({difficulty}) => `${episodes} at ${difficultyText(difficulty)}`),
  );
  return `${usual!.episodes} fresh episodes of each difficulty${fewer.length === 0 ? '' : ` (${fewer.join(', ')})`}`;
}

/** A difficulty beyond training, as options of `ntm eval`. */
function otherDifficulty({run, evaluationTask: task, rows}: Session): string {
  const parts = Object.entries(hardDifficulty(task)).map(([part, value]) => `--at ${part}=${value}`);
  return [
    ...parts,
    ...(rows === undefined || hasFixedRows(run.config.model) ? [] : [`--rows ${4 * rows}`]),
  ].join(' ');
}
