import {type HeadTrace, inspect, weightingGradients} from '@ntmjs/inspect';
import {median} from '@ntmjs/report';
import {type Episodes, RandomStream} from '@ntmjs/tasks';
import {sequenceCrossEntropy} from '@ntmjs/training';
import * as tf from '@tensorflow/tfjs-core';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import {modelOf, type State, type Subject} from './gradientCases.js';

/** The stages of addressing, the first first. */
export const stages = ['contentWeighting', 'interpolatedWeighting', 'shiftedWeighting', 'weighting'] as const;

export type Stage = (typeof stages)[number];

/** The most steps of an episode whose norms are kept: some of many, with the first and the last. */
const KEPT_STEPS = 51;

/** An episode through a model in a state. */
export interface GradientCase extends Subject {
  readonly state: State;
  /** Of the episode and of fresh weights. */
  readonly seed: number;
  readonly difficulty: Readonly<Record<string, number>>;
}

/** The norms of one kind of heads, all of them together. */
export interface KindNorms {
  readonly kind: HeadTrace['kind'];
  /** The median of γ over steps and heads. */
  readonly sharpening: number;
  /** The largest norm of all steps; null if it is not finite. */
  readonly largest: Readonly<Record<Stage, number | null>>;
  /** The norms at the kept steps; null where one is not finite. */
  readonly norms: Readonly<Record<Stage, readonly (number | null)[]>>;
}

/** What is measured of a case. */
export interface GradientNorms extends GradientCase {
  readonly steps: number;
  /** The cross-entropy of the episode, in nats. */
  readonly loss: number;
  readonly keptSteps: readonly number[];
  readonly kinds: readonly KindNorms[];
}

/**
 * The norms of the gradients of a loss with respect to the weightings of an episode, after each stage and at each step.
 *
 * Adding the same to all rows leaves a distribution, so that only differences between rows count: with the gradient d and its mean over rows d̄,
 * the norm is √Σ (d − d̄)², over the rows and the heads of a kind.
 */
export async function measureGradients(args: GradientCase): Promise<GradientNorms> {
  const {model, task} = await modelOf(args, args.state, args.seed);
  try {
    const episode = task.sample(new RandomStream(args.seed, 'gradients'), 1, args.difficulty);
    const {steps} = episode;
    const {loss, heads} = await weightingGradients(model, episode, lossOf(episode));
    const sharpenings = await sharpeningsOf(model, episode);
    const kept = Math.min(steps, KEPT_STEPS);
    const keptSteps = Array.from({length: kept}, (_, index) =>
      Math.round((index * (steps - 1)) / (kept - 1)),
    );
    const kinds = (['write', 'read'] as const).map((kind): KindNorms => {
      const some = heads.filter((head) => head.kind === kind);
      const norms = byStage((stage) => normsBySteps(some.map(({values}) => values[stage]!)));
      return {
        kind,
        sharpening: rounded(median(some.flatMap(({index}) => sharpenings[index]!)))!,
        largest: byStage((stage) => rounded(norms[stage].reduce((one, other) => Math.max(one, other)))),
        norms: byStage((stage) => keptSteps.map((step) => rounded(norms[stage][step]!))),
      };
    });
    return {...args, steps, loss: rounded(loss)!, keptSteps, kinds};
  } finally {
    model.dispose();
  }
}

function byStage<T>(of: (stage: Stage) => T): Record<Stage, T> {
  return Object.fromEntries(stages.map((stage) => [stage, of(stage)])) as Record<Stage, T>;
}

function lossOf({steps, outputSize, targets, mask}: Episodes) {
  return (logits: tf.Tensor3D) =>
    sequenceCrossEntropy(logits, tf.tensor3d(targets, [1, steps, outputSize]), tf.tensor2d(mask, [1, steps]));
}

/** γ of each head at each step. */
async function sharpeningsOf(model: LayersModel, episode: Episodes): Promise<number[][]> {
  const {heads} = await inspect(model, episode);
  return heads.map(({values}) => [...values.sharpening!.data]);
}

/** The norm of gradients `[steps, rows]` at each step, without their mean over rows, of several heads together. */
export function normsBySteps(gradients: readonly HeadTrace['values'][string][]): number[] {
  const [steps, rows] = gradients[0]!.shape as [number, number];
  return Array.from({length: steps}, (_, step) =>
    Math.hypot(
      ...gradients.flatMap(({data}) => {
        const row = [...data.subarray(step * rows, (step + 1) * rows)];
        const mean = row.reduce((sum, value) => sum + value, 0) / rows;
        return row.map((value) => value - mean);
      }),
    ),
  );
}

/** A number with three digits; null for one that is not finite, which JSON does not have. */
function rounded(value: number): number | null {
  return Number.isFinite(value) ? Number(value.toPrecision(3)) : null;
}
