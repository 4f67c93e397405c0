import type {LayersModel} from '@tensorflow/tfjs-layers';

/** What a case does again and again: what is timed is `step`. */
export interface Work {
  readonly model: LayersModel;
  /** How long tracing and compiling took, if anything is compiled. */
  readonly compileMilliseconds?: number | undefined;
  /**
   * Samples episodes, takes one step on them, and reads the logits back for the loss.
   *
   * @returns the loss, before an update if there is one, in bits a sequence
   * @throws Error if the loss is not a finite number
   */
  step(): Promise<number>;
}

/** What a step works on. */
export interface WorkArgs {
  readonly engine: 'eager' | 'compiled' | 'layers compiled';
  readonly batch: number;
  /** T of the copy task. */
  readonly length: number;
  readonly threads?: number | undefined;
}

/** Returns a loss, if it is a number. */
export function requireFinite(loss: number): number {
  if (Number.isFinite(loss)) return loss;
  throw new Error(`the loss is ${loss}`);
}
