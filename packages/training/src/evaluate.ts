import {requirePositiveInteger} from '@ntmjs/arguments';
import {evaluationStream, type Task} from '@ntmjs/tasks';
import * as tf from '@tensorflow/tfjs-core';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import {asMeans, byName, type MetricMeans, metricValues, toldValues} from './metricValues.js';
import {requireModelFor} from './modelCheck.js';
import {Yielder} from './yielder.js';

export interface EvaluateArgs {
  readonly model: LayersModel;
  readonly task: Task;
  /** Seed of the episodes; they are never those of training. */
  readonly seed: number;
  /** What to set of the task's difficulty, also beyond the range of training; the rest is drawn as in training. */
  readonly difficulty?: Readonly<Record<string, number>> | undefined;
  /** How many fresh episodes; 100 unless said otherwise. */
  readonly episodes?: number | undefined;
  /** How many of them at a time; 25 unless said otherwise. */
  readonly batch?: number | undefined;
  /** Ends the evaluation after the batch in hand, with an error. */
  readonly signal?: AbortSignal | undefined;
}

/** How a model does on fresh episodes, in the mean. */
export interface Evaluation extends MetricMeans {
  readonly episodes: number;
  /** The worst sequence's wrong bits. */
  readonly worstWrongBits: number;
}

/**
 * Runs a model on fresh episodes of a task, without training it.
 *
 * @throws ArgumentError if an argument is out of its range or the model does not fit the task
 * @throws the signal's reason if it is aborted
 */
export async function evaluate(args: EvaluateArgs): Promise<Evaluation> {
  const {model, task, difficulty = {}, signal} = args;
  const episodes = requirePositiveInteger('episodes', args.episodes ?? 100);
  const batch = requirePositiveInteger('batch', args.batch ?? 25);
  requireModelFor(model, task);
  const random = evaluationStream(task, args.seed, difficulty);
  const yielder = new Yielder();
  const names = task.metrics.map(({name}) => name);
  const values = byName(names, (): number[] => []);
  for (let done = 0; done < episodes; done += batch) {
    signal?.throwIfAborted();
    const sample = task.sample(random, Math.min(batch, episodes - done), difficulty);
    const logits = tf.tidy(
      () =>
        model.apply(tf.tensor3d(sample.inputs, [sample.batch, sample.steps, sample.inputSize])) as tf.Tensor,
    );
    const fresh = metricValues(task.metrics, (await logits.data()) as Float32Array, sample);
    logits.dispose();
    for (const name of names) values[name]!.push(...toldValues(name, fresh[name]!));
    await yielder.yield();
  }
  const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
  const means = asMeans(byName(names, (name) => sum(values[name]!) / values[name]!.length));
  const worstWrongBits = values.wrongBits!.reduce((worst, wrong) => Math.max(worst, wrong));
  return {episodes, ...means, worstWrongBits};
}
