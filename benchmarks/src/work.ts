import type {LayersModel} from '@tensorflow/tfjs-layers';

/** A case that is ready to be measured. */
export interface Work {
  readonly model: LayersModel;
  /** How many batches a step processes; defaults to 1. */
  readonly batches?: number;
  /** How long tracing and compiling took, if anything was compiled. */
  readonly compileMilliseconds?: number | undefined;
  /**
   * Samples episodes, takes one step on them, and reads the logits back for the loss; or calls `fit`. This is what is timed.
   *
   * @returns the loss, in bits per sequence unless it is that of `fit`, before the update if there is one
   * @throws Error if the loss is not a finite number
   */
  step(): Promise<number>;
}

/** The arguments of a case that do not depend on its model. */
export interface WorkArgs {
  readonly engine: 'eager' | 'compiled' | 'layers compiled';
  readonly batch: number;
  /** Whether compiled code has relaxed SIMD, which this process must have then; defaults to false. */
  readonly relaxedSimd?: boolean | undefined;
  /** T of the copy task. */
  readonly length: number;
  readonly threads?: number | undefined;
}

/** @throws Error if a loss is not finite */
export function requireFinite(loss: number): number {
  if (Number.isFinite(loss)) return loss;
  throw new Error(`the loss is ${loss}`);
}
