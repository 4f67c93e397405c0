import {requireInteger, requireKeys, requirePositiveInteger, requireShape} from '@ntmjs/arguments';
import {RandomStream, requireTask, type Task} from '@ntmjs/tasks';
import * as tf from '@tensorflow/tfjs-core';
import {episodeTensors} from './episodeTensors.js';
import {sequenceCrossEntropy} from './loss.js';

export interface EpisodeDatasetArgs {
  readonly task: Task;
  /** Seed of the episodes. */
  readonly seed: number;
  /** Episodes in a batch; defaults to 1. */
  readonly batch?: number | undefined;
  /** Batches in an epoch; defaults to 100. */
  readonly batches?: number | undefined;
  /** Parts of the difficulty to set; the others are drawn from the training range for each batch. */
  readonly difficulty?: Readonly<Record<string, number>> | undefined;
}

/** A batch of episodes for `fitDataset`. */
export interface EpisodeBatch {
  /** The inputs, `[batch, steps, inputs]`. */
  readonly xs: tf.Tensor3D;
  /** The targets, and on the last channel the mask: 1 at answering steps, else 0, `[batch, steps, outputs + 1]`. */
  readonly ys: tf.Tensor3D;
}

/** The part of a tfjs-data dataset that `fitDataset` and `evaluateDataset` use. */
export interface EpisodeDataset {
  /** Batches in an epoch. */
  readonly size: number;
  /** The batches of another epoch; the consumer disposes their tensors, as `fitDataset` does. */
  iterator(): Promise<{next(): Promise<IteratorResult<EpisodeBatch, undefined>>}>;
}

/**
 * A task's episodes as a dataset for `model.fitDataset` and `model.evaluateDataset` of a model that is compiled with the
 * loss `maskedSequenceCrossEntropy`.
 *
 * Every epoch continues with new episodes of one random stream, from which batches are drawn on demand: equal seeds give
 * equal batches in the same order, whatever the epochs. A dataset for validation needs another seed; create it again to
 * validate on the same episodes.
 *
 * @param args the task, the seed, and the sizes of a batch and an epoch
 * @throws ArgumentError if a number is out of its range; the iterator throws if the task rejects the difficulty
 */
export function episodeDataset(args: EpisodeDatasetArgs): EpisodeDataset {
  requireKeys('episodeDataset', args, ['task', 'seed', 'batch', 'batches', 'difficulty']);
  const {difficulty = {}} = args;
  const task = requireTask('task', args.task);
  const batch = requirePositiveInteger('batch', args.batch ?? 1);
  const batches = requirePositiveInteger('batches', args.batches ?? 100);
  const random = new RandomStream(requireInteger('seed', args.seed), 'dataset');
  const draw = (): EpisodeBatch =>
    tf.tidy(() => {
      const {inputs, targets, mask} = episodeTensors(task.sample(random, batch, difficulty));
      return {xs: inputs, ys: tf.concat([targets, tf.expandDims(mask, 2) as tf.Tensor3D], 2)};
    });
  return {
    size: batches,
    async iterator() {
      let drawn = 0;
      return {
        async next() {
          if (drawn === batches) return {done: true, value: undefined};
          drawn++;
          return {done: false, value: draw()};
        },
      };
    },
  };
}

/**
 * `sequenceCrossEntropy` as a loss for `model.compile`, under the targets and mask of `episodeDataset`: steps that are
 * not answering steps do not count.
 *
 * @param yTrue the targets, 0 or 1, and on the last channel the mask, `[batch, steps, outputs + 1]`
 * @param yPred the model's logits, `[batch, steps, outputs]`
 * @returns a scalar, in nats a sequence
 * @throws ArgumentError if a shape does not fit
 */
export function maskedSequenceCrossEntropy(yTrue: tf.Tensor, yPred: tf.Tensor): tf.Scalar {
  requireShape('yPred', yPred, [null, null, null], '[batch, steps, outputs]');
  const [batch, steps, outputs] = yPred.shape as [number, number, number];
  requireShape('yTrue', yTrue, [batch, steps, outputs + 1], '[batch, steps, outputs + 1]');
  return tf.tidy(() => {
    const [targets, mask] = tf.split(yTrue as tf.Tensor3D, [outputs, 1], 2) as [tf.Tensor3D, tf.Tensor3D];
    return sequenceCrossEntropy(yPred as tf.Tensor3D, targets, tf.squeeze(mask, [2]));
  });
}
