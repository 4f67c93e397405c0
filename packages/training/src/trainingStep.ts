import {compileLayers} from '@ntmjs/compile';
import type * as tf from '@tensorflow/tfjs-core';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import type {ClipArgs} from './clipping.js';
import {CompiledStep, reasonNotToCompile} from './compiledStep.js';
import type {CompileMode, Engine, TrainingStep} from './engine.js';
import {requireModel, requireOptimizer} from './tfjsObjects.js';
import {trainStep} from './trainStep.js';

/**
 * The fastest step that a model and an optimizer allow, and why no faster one is possible.
 *
 * @param threads how many threads share a batch, where the whole step is compiled; one everywhere else
 * @throws ArgumentError if model or optimizer are of another copy of tfjs
 */
export async function createTrainingStep(
  model: LayersModel,
  optimizer: tf.Optimizer,
  clip: ClipArgs,
  mode: CompileMode,
  threads = 1,
): Promise<TrainingStep> {
  requireModel(model);
  requireOptimizer(optimizer);
  if (mode === 'never') return eagerStep(model, optimizer, clip, 'eager', 'compile is never');
  const reason = reasonNotToCompile(model, optimizer);
  if (reason === undefined) {
    try {
      return await CompiledStep.create(model, optimizer, clip, threads);
    } catch (error) {
      if ((error as Error).name !== 'TraceError') throw error;
      return eagerStep(model, optimizer, clip, 'eager', (error as Error).message);
    }
  }
  if (compileLayers(model).length === 0) {
    return eagerStep(model, optimizer, clip, 'eager', 'it has no recurrent layer');
  }
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
