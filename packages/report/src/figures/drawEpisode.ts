import {RandomStream, type Task} from '@ntmjs/tasks';
import type {Run} from '@ntmjs/training/runs';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import {greatestDifficulty} from '../evaluation/difficulties.js';

/**
 * Draws what a model's heads do on a fresh episode, beside its inputs, outputs and targets: the paper's Figure 6. The
 * episode is of the greatest difficulty that the model was trained at.
 *
 * @returns the path of the SVG in the run's folder
 */
export async function drawEpisode(run: Run, model: LayersModel, task: Task): Promise<string> {
  // The drawing library takes longer to load than most commands to run, so it waits until it is needed.
  const {episodeFigure, inspect, toSvg} = await import('@ntmjs/inspect');
  const random = new RandomStream(run.config.seed, 'figure');
  const episode = task.sample(random, 1, greatestDifficulty(task));
  const trace = await inspect(model, episode);
  return run.write('episode.svg', await toSvg(episodeFigure({trace, episode, task})));
}
