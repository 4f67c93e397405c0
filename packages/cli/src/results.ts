import {join} from 'node:path';
import {defaultTrials, evaluateLengths, resultsTable} from './evaluation.js';
import {drawEpisode} from './figure.js';
import type {Output} from './output.js';
import type {Session} from './session.js';

/** The length of the episode in the figure: that of the paper's Figure 6. */
const FIGURE_LENGTH = 20;

export interface ResultArgs {
  readonly session: Session;
  /** The folder of the trained model. */
  readonly checkpoint: string;
  readonly lengths: readonly number[];
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
  const {session, checkpoint, lengths, episodes, output, signal} = args;
  const {run, task, model, rows} = session;
  const trials = defaultTrials(lengths, rows);
  const {seed, training} = run.config;
  const compiled = training.compile !== 'never';
  const results = await evaluateLengths({
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
  const figure = await drawEpisode(run, model, task, FIGURE_LENGTH);
  output.event('figure', {path: figure});
  output.line(`\nOn ${episodes} fresh episodes of each length, wrong bits and bits a sequence:\n`);
  output.line(resultsTable(results));
  output.line(
    [
      '',
      `  ${join(run.folder, 'run.json')}  what the run was told`,
      `  ${join(run.folder, 'metrics.jsonl')}  how training went`,
      `  ${join(checkpoint, 'model.json')}  the model, for tf.loadLayersModel`,
      `  ${join(run.folder, 'evaluation.json')}  this table`,
      `  ${figure}  what the heads did on an episode of length ${FIGURE_LENGTH}`,
      '',
      `At other lengths: npx ntm eval ${run.folder} --lengths 200 --rows 512`,
    ].join('\n'),
  );
}
