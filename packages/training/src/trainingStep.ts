import {compile, isCompiled} from '@ntmjs/compile';
import type {Episodes} from '@ntmjs/tasks';
import type * as tf from '@tensorflow/tfjs-core';
import {type LayersModel, RNN} from '@tensorflow/tfjs-layers';
import type {ClipArgs} from './clipping.js';
import {CompiledStep, reasonNotToCompile} from './compiledStep.js';
import {trainStep} from './trainStep.js';

/**
 * How a step runs: `compiled` as a whole, with `layers compiled` under an eager loss and update, or `eager` altogether.
 */
export type Engine = 'compiled' | 'layers compiled' | 'eager';

/** What takes training steps on one model. */
export interface TrainingStep {
  readonly engine: Engine;
  /** Why not more of it is compiled; nothing where all is. */
  readonly reason?: string;
  /**
   * One step; returns the logits before the update, `[batch, steps, outputs]`.
   *
   * @throws NonFiniteError if a logit, the loss or a gradient is not finite; nothing has changed then
   */
  run(episodes: Episodes): Promise<Float32Array>;
  /** Brings the model's weights and the optimiser's state up to date: they may be behind until then. */
  sync(): Promise<void>;
  dispose(): void;
}

/** How much of training may be compiled: all that can be (`auto`), or nothing. */
export type CompileMode = 'auto' | 'never';

/**
 * The fastest step that a model and an optimiser allow, and why it is not a faster one.
 *
 * @param threads how many share a batch, where the whole step is compiled; one everywhere else
 */
export async function createTrainingStep(
  model: LayersModel,
  optimizer: tf.Optimizer,
  clip: ClipArgs,
  mode: CompileMode,
  threads = 1,
): Promise<TrainingStep> {
  if (mode === 'never') return eagerStep(model, optimizer, clip, 'eager', 'it was asked for');
  const reason = reasonNotToCompile(model, optimizer);
  if (reason === undefined) {
    try {
      return await CompiledStep.create(model, optimizer, clip, threads);
    } catch (error) {
      if ((error as Error).name !== 'TraceError') throw error;
      return eagerStep(model, optimizer, clip, 'eager', (error as Error).message);
    }
  }
  const recurrent = model.layers.filter((layer) => layer instanceof RNN);
  if (recurrent.length === 0) return eagerStep(model, optimizer, clip, 'eager', 'it has no recurrent layer');
  // A layer that the user compiled stays compiled as it is.
  for (const layer of recurrent) if (!isCompiled(layer)) compile(layer, {fallback: 'eager'});
  return eagerStep(model, optimizer, clip, 'layers compiled', reason);
}

function eagerStep(
  model: LayersModel,
  optimizer: tf.Optimizer,
  clip: ClipArgs,
  engine: Engine,
  reason: string,
): TrainingStep {
  return {
    engine,
    reason,
    run: (episodes) => trainStep(model, optimizer, episodes, clip),
    async sync() {},
    dispose() {},
  };
}
