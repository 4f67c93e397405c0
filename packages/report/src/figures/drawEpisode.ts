import {ArgumentError} from '@ntmjs/arguments';
import {episodeFigure, inspect, toSvg} from '@ntmjs/inspect';
import {RandomStream, type Task} from '@ntmjs/tasks';
import type {Run} from '@ntmjs/training/runs';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import {greatestDifficulty} from '../evaluation/difficulties.js';

/** The file of the figure in a run's folder, of a model with a memory. Here, since figures are for pages too, and need no Node. */
export const EPISODE_FIGURE = 'episode.svg';

/**
 * Draws a fresh episode of the greatest difficulty of training: inputs, outputs, targets and where the heads attend, as the
 * paper's Figure 6.
 *
 * @returns the path of the SVG in the run's folder; or the reason why there is none, if the memory is too large to trace
 */
export async function drawEpisode(
  run: Run,
  model: LayersModel,
  task: Task,
): Promise<{readonly path?: string; readonly reason?: string}> {
  // Loaded on demand, since the drawing library is large.
  const random = new RandomStream(run.config.seed, 'figure');
  const episode = task.sample(random, 1, greatestDifficulty(task));
  try {
    const trace = await inspect(model, episode);
    return {path: await run.write(EPISODE_FIGURE, await toSvg(episodeFigure({trace, episode, task})))};
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    return {reason: error.message};
  }
}
