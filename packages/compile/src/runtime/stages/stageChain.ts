import type {StepProgram} from '../program.js';
import {type EmbeddingCode, EmbeddingStage} from './embeddingStage.js';
import {NonZeroStage, UnequalRowStage} from './maskStages.js';
import type {Numbers} from './numbers.js';
import {RepeatStage, ReshapeStage, ReverseStage} from './rearrangingStages.js';
import {type RecurrentCode, RecurrentStage} from './recurrentStage.js';
import {type RowCode, RowStage} from './rowStage.js';
import type {Stage} from './stage.js';

/** What a stage is made from: it can be sent to another thread. */
export type StageCode =
  | ({readonly kind: 'recurrent'} & RecurrentCode)
  | ({readonly kind: 'rows'} & RowCode)
  | ({readonly kind: 'embedding'} & EmbeddingCode)
  | {readonly kind: 'unequalRow'; readonly value: number}
  | {readonly kind: 'nonZero' | 'repeat' | 'reshape' | 'reverse'};

/**
 * Makes a stage.
 *
 * @param program of the stage's step, if there is one that nothing else runs; otherwise it gets another
 */
export function stageOf(code: StageCode, program?: StepProgram): Stage {
  switch (code.kind) {
    case 'recurrent':
      return new RecurrentStage(code, program);
    case 'rows':
      return new RowStage(code, program);
    case 'embedding':
      return new EmbeddingStage(code);
    case 'unequalRow':
      return new UnequalRowStage(code.value);
    case 'nonZero':
      return new NonZeroStage();
    case 'repeat':
      return new RepeatStage();
    case 'reshape':
      return new ReshapeStage();
    case 'reverse':
      return new ReverseStage();
  }
}

/** A stage with the ids of the values that it reads and computes. */
export interface Link<S> {
  readonly stage: S;
  readonly inputs: readonly number[];
  readonly output: number;
  /** Whether the gradient of its output is needed. */
  readonly needsGradient: boolean;
}

/** Stages that run one after the other. */
export class StageChain {
  constructor(private readonly links: readonly Link<Stage>[]) {}

  /**
   * Runs forward.
   *
   * @param values by id: those that the stages read are there, and those that they compute are added
   * @param shapeOf the shape of a value
   * @param goesOn called now and then: false ends the run
   * @returns whether it came to its end
   */
  forward(
    values: Map<number, Numbers>,
    shapeOf: (id: number) => readonly number[],
    goesOn?: () => boolean,
  ): boolean {
    for (const {stage, inputs, output} of this.links) {
      const shape = shapeOf(output);
      const result = stage.forward(read(values, inputs), shape, goesOn);
      if (result === undefined) return false;
      values.set(output, {shape, values: result});
    }
    return true;
  }

  /**
   * Runs backward.
   *
   * @param gradients by the ids of the values: those of what others read are there, and the others are added
   * @returns whether it came to its end
   */
  backward(gradients: Map<number, Float32Array>, goesOn?: () => boolean): boolean {
    for (const {stage, inputs, output, needsGradient} of [...this.links].reverse()) {
      const gradient = gradients.get(output);
      if (gradient === undefined || !needsGradient) continue;
      const result = stage.backward(gradient, goesOn);
      if (result === undefined) return false;
      collect(gradients, inputs, result);
    }
    return true;
  }
}

/** The values with some ids. */
export function read(values: ReadonlyMap<number, Numbers>, ids: readonly number[]): Numbers[] {
  return ids.map((id) => values.get(id)!);
}

/** Adds gradients to those that other readers of the values have. */
export function collect(
  all: Map<number, Float32Array>,
  ids: readonly number[],
  gradients: readonly (Float32Array | undefined)[],
): void {
  for (const [index, id] of ids.entries()) {
    const gradient = gradients[index];
    if (gradient === undefined) continue;
    const sum = all.get(id);
    if (sum === undefined) all.set(id, gradient);
    else
      all.set(
        id,
        sum.map((value, position) => value + gradient[position]!),
      );
  }
}
