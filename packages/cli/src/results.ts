import {join} from 'node:path';
import type {Output} from '@ntmjs/report';
import {evaluateTrials, hardDifficulty, resultsTable, splitText, trialsOf} from '@ntmjs/report';
import {drawEpisode} from '@ntmjs/report/figures';
import type {Session} from './session.js';

export interface ResultArgs {
  readonly session: Session;
  /** The folder of the trained model. */
  readonly checkpoint: string;
  readonly episodes: number;
  readonly output: Output;
  readonly signal: AbortSignal;
}

/**
 * Evaluates a run's trained model, draws an episode, and says where everything lies.
 *
 * @throws the signal's reason if it is aborted
 */
export async function showResults(args: ResultArgs): Promise<void> {
  const {session, checkpoint, episodes, output, signal} = args;
  const {run, evaluationTask: task, model, rows, difficulties} = session;
  const trials = trialsOf(difficulties, rows);
  const {seed, training} = run.config;
  const compiled = training.compile !== 'never';
  const results = await evaluateTrials({
    model,
    rows,
    task,
    trials,
    episodes,
    seed,
    compiled,
    output,
    signal,
  });
  await run.write('evaluation.json', `${JSON.stringify(results, null, 2)}\n`);
  const figure = rows === undefined ? undefined : await drawEpisode(run, model, task);
  if (figure !== undefined) output.event('figure', {path: figure});
  output.line(
    `\nOn ${episodes} fresh episodes of each difficulty${splitText(task)}, wrong bits and bits a sequence:\n`,
  );
  output.line(resultsTable(task, results));
  output.line(
    [
      '',
      `  ${join(run.folder, 'run.json')}  what the run was told`,
      `  ${join(run.folder, 'metrics.jsonl')}  how training went`,
      `  ${join(checkpoint, 'model.json')}  the model, for tf.loadLayersModel`,
      `  ${join(run.folder, 'evaluation.json')}  this table`,
      ...(figure === undefined ? [] : [`  ${figure}  what the heads did on an episode`]),
      '',
      `At other difficulties: npx ntm eval ${run.folder} ${otherDifficulty(session)}`,
      `What it learned, on a page: npx ntm inspect ${run.folder}`,
    ].join('\n'),
  );
}

/** A difficulty that the model was not trained at, as options of `ntm eval`. */
function otherDifficulty({evaluationTask: task, rows}: Session): string {
  const parts = Object.entries(hardDifficulty(task)).map(([part, value]) => `--at ${part}=${value}`);
  return [...parts, ...(rows === undefined ? [] : [`--rows ${4 * rows}`])].join(' ');
}
