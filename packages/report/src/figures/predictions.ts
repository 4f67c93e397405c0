import {requireKeys} from '@ntmjs/arguments';
import {type FigureSpec, predictionFigure} from '@ntmjs/inspect';
import {optimalPredictions, RandomStream, requireEpisodes, requireTask, type Task} from '@ntmjs/tasks';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import {outputsOf} from './answers.js';

/** The steps of an episode that are drawn: late ones, when the model has seen many bits. */
const STRETCH = {first: 150, steps: 50};

export interface PredictionsArgs {
  readonly title: string;
  readonly model: LayersModel;
  /** The task `n-grams`, whose best possible estimator is known. */
  readonly task: Task;
  readonly seed: number;
}

/** A figure of a model's predictions in a fresh episode of n-grams, beside those of the best possible estimator. */
export async function predictionsFigure(args: PredictionsArgs): Promise<FigureSpec> {
  const {title, model, seed} = requireKeys('figure', args, ['title', 'model', 'task', 'seed']);
  const task = requireTask('task', args.task);
  const drawn = task.sample(new RandomStream(seed, 'figure'), 1);
  const episode = requireEpisodes('the result of task.sample', drawn);
  const steps = Math.min(STRETCH.steps, episode.steps);
  const first = Math.min(STRETCH.first, episode.steps - steps);
  const optimal = optimalPredictions(episode, task.config.order as number);
  const predictions = outputsOf(model, episode).map((logit) => 1 / (1 + Math.exp(-logit)));
  const cut = (values: ArrayLike<number>) => Array.from({length: steps}, (_, step) => values[first + step]!);
  return predictionFigure({
    bits: cut(episode.targets),
    predictions: cut(predictions),
    optimal: cut(optimal),
    firstStep: first,
    title,
  });
}
