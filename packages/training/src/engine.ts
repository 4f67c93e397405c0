import type {StepArgs} from '@ntmjs/compile';
import type {Episodes} from '@ntmjs/tasks';

/** How a step runs: `compiled` as a whole, with `layers compiled` under an eager loss and update, or all `eager`. */
export type Engine = 'compiled' | 'layers compiled' | 'eager';

export const compileModes = ['auto', 'never'] as const;

/** How much training compiles: as much as possible (`auto`), or nothing (`never`); layers that the user compiled stay compiled. */
export type CompileMode = (typeof compileModes)[number];

/** Takes training steps on one model. */
export interface TrainingStep {
  /** How it runs at present: a layer that cannot run compiled falls back to running eagerly. */
  readonly engine: Engine;
  /** Why no more of it is compiled, or not as it was asked for; absent where all is. */
  readonly reason?: string | undefined;
  /**
   * One step; returns the logits before the update, `[batch, steps, outputs]`.
   *
   * @throws NonFiniteError if a logit, the loss or a gradient is not finite; nothing has changed then
   */
  run(episodes: Episodes, args?: StepArgs): Promise<Float32Array>;
  /** Brings the model's weights and the optimizer's state up to date, which may lag behind until then. */
  sync(): Promise<void>;
  /**
   * The bytes that a step on a batch of this size takes, besides those of the model; absent where tfjs computes a part of it, which
   * only shows as it runs.
   */
  bytesFor?(shape: Pick<Episodes, 'batch' | 'steps'>): number;
  dispose(): void;
}
