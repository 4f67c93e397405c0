import {requireInteger, requirePositiveInteger} from '@ntmjs/arguments';
import {bitsOfEachSequence, RandomStream, type Task, wrongBitsOfEachSequence} from '@ntmjs/tasks';
import * as tf from '@tensorflow/tfjs-core';
import type {LayersModel} from '@tensorflow/tfjs-layers';
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

/** How a model does on fresh episodes. */
export interface Evaluation {
  readonly episodes: number;
  /** Mean cross-entropy in bits a sequence. */
  readonly bits: number;
  /** Mean wrong target bits a sequence. */
  readonly wrongBits: number;
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
  requireInteger('seed', args.seed);
  requireModelFor(model, task);
  const random = new RandomStream(args.seed, `evaluate ${JSON.stringify(difficulty)}`);
  const yielder = new Yielder();
  const bits: number[] = [];
  const wrongBits: number[] = [];
  while (bits.length < episodes) {
    signal?.throwIfAborted();
    const sample = task.sample(random, Math.min(batch, episodes - bits.length), difficulty);
    const {batch: size, steps, inputSize} = sample;
    const logits = tf.tidy(
      () => model.apply(tf.tensor3d(sample.inputs, [size, steps, inputSize])) as tf.Tensor,
    );
    const values = (await logits.data()) as Float32Array;
    logits.dispose();
    bits.push(...bitsOfEachSequence(values, sample));
    wrongBits.push(...wrongBitsOfEachSequence(values, sample));
    await yielder.yield();
  }
  const mean = (numbers: number[]) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
  const worstWrongBits = wrongBits.reduce((worst, wrong) => Math.max(worst, wrong));
  return {episodes, bits: mean(bits), wrongBits: mean(wrongBits), worstWrongBits};
}
