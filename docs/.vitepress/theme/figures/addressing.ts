import '@tensorflow/tfjs-backend-cpu';
import {addressingStages, oneHotWeighting} from '@ntmjs/addressing';
import * as tf from '@tensorflow/tfjs-core';

/** The memory of the figure, eight rows of four: rows 1 and 5 are alike, and row 6 is their opposite. */
export const memory: readonly (readonly number[])[] = [
  [0.9, 0.1, -0.2, 0.1],
  [0.1, 0.9, 0.3, -0.2],
  [-0.3, 0.2, 0.9, 0.1],
  [0.2, -0.3, 0.1, 0.9],
  [-0.8, -0.1, 0.4, 0.2],
  [0.4, 0.8, 0.1, 0.2],
  [-0.1, -0.9, -0.3, 0.1],
  [0.1, 0.2, -0.4, -0.8],
];

/** What the reader sets. */
export interface Settings {
  /** The key k is this row of the memory. */
  readonly keyRow: number;
  /** The row that the head attended to at the step before. */
  readonly previousRow: number;
  /** β > 0 */
  readonly keyStrength: number;
  /** g, from 0 to 1 */
  readonly interpolationGate: number;
  /** By how many rows the head moves, from −1 to 1; between whole numbers, by both in parts. */
  readonly shift: number;
  /** γ ≥ 1 */
  readonly sharpening: number;
}

/** A stage of the pipeline: its symbol, its name, and the share of each row. */
export interface Stage {
  readonly symbol: string;
  readonly name: string;
  readonly weighting: readonly number[];
}

/** s over the shifts −1, 0, +1. */
export function shiftWeights(shift: number): [number, number, number] {
  return [Math.max(-shift, 0), 1 - Math.abs(shift), Math.max(shift, 0)];
}

/** The weighting of the step before, and each stage of addressing, computed by `@ntmjs/addressing`. */
export function stagesOf(settings: Settings): Stage[] {
  return tf.tidy(() => {
    const previous = oneHotWeighting(1, memory.length, settings.previousRow);
    const stages = addressingStages(
      tf.tensor3d([memory as number[][]]),
      {
        key: tf.tensor2d([memory[settings.keyRow] as number[]]),
        keyStrength: tf.tensor2d([[settings.keyStrength]]),
        interpolationGate: tf.tensor2d([[settings.interpolationGate]]),
        shiftWeights: tf.tensor2d([shiftWeights(settings.shift)]),
        sharpening: tf.tensor2d([[settings.sharpening]]),
      },
      previous,
    );
    const stage = (symbol: string, name: string, weighting: tf.Tensor) => ({
      symbol,
      name,
      weighting: Array.from(weighting.dataSync()),
    });
    return [
      stage('w′', 'before', previous),
      stage('wᶜ', 'content', stages.contentWeighting),
      stage('wᵍ', 'mixed', stages.interpolatedWeighting),
      stage('w̃', 'shifted', stages.shiftedWeighting),
      stage('w', 'sharpened', stages.weighting),
    ];
  });
}
