import {requireBoolean, requireChoice, requireInteger, requireList} from '@ntmjs/arguments';
import {
  CompilationError,
  compileLayers,
  eagerReasonOf,
  hasRelaxedSimd,
  isCompiled,
  MOST_THREADS,
  recurrentLayersOf,
  type StepArgs,
} from '@ntmjs/compile';
import type {Episodes} from '@ntmjs/tasks';
import type * as tf from '@tensorflow/tfjs-core';
import type {LayersModel, RNN} from '@tensorflow/tfjs-layers';
import {type ClipArgs, requireClipArgs} from './clipping.js';
import {CompiledStep, NO_RELAXED_SIMD, reasonNotToCompile} from './compiledStep.js';
import {type CompileMode, compileModes, type Engine, type TrainingStep} from './engine.js';
import {requireModel, requireOptimizer} from './tfjsObjects.js';
import {trainStep} from './trainStep.js';

/**
 * The fastest step that a model, an optimizer and this host allow, and why no faster one is possible.
 *
 * @param threads how many threads share a batch, up to 256, where the whole step is compiled; one everywhere else
 * @param relaxedSimd whether compiled code has relaxed SIMD, if this host does; by default that of layers that are compiled already
 * @param variants models with weights of the same shapes, such as the model on other numbers of memory rows: a step may run on one of
 *   them, which trains the model
 * @throws ArgumentError if an argument is wrong, or model or optimizer are of another copy of tfjs
 */
export async function createTrainingStep(
  model: LayersModel,
  optimizer: tf.Optimizer,
  clip: ClipArgs,
  mode: CompileMode,
  threads = 1,
  relaxedSimd?: boolean,
  variants: readonly LayersModel[] = [],
): Promise<TrainingStep> {
  requireModel(model);
  requireOptimizer(optimizer);
  requireClipArgs(clip);
  requireChoice('compile', mode, compileModes);
  requireInteger('threads', threads, {min: 1, max: MOST_THREADS});
  if (relaxedSimd !== undefined) requireBoolean('relaxedSimd', relaxedSimd);
  requireList('variants', variants, 'a list of models');
  for (const variant of variants) requireModel(variant);
  const eagerStep = (reason: string) => new EagerStep([model, ...variants], optimizer, clip, reason);
  if (mode === 'never') {
    const wereCompiled = recurrentLayersOf(model).some(isCompiled);
    return eagerStep(wereCompiled ? 'compile is never, but layers were compiled before' : 'compile is never');
  }
  const reason = reasonNotToCompile(model, optimizer);
  if (reason === undefined) {
    try {
      return await CompiledStep.create(model, optimizer, clip, {threads, relaxedSimd}, variants);
    } catch (error) {
      if (!(error instanceof CompilationError)) throw error;
      return eagerStep(error.message);
    }
  }
  const lacksIt = relaxedSimd === true && !hasRelaxedSimd();
  const args = {relaxedSimd: lacksIt ? false : relaxedSimd};
  const recurrent = compileLayers(model, args);
  for (const variant of variants) compileLayers(variant, args);
  if (recurrent.length === 0) return eagerStep('it has no recurrent layer');
  return eagerStep(lacksIt ? `${reason}; ${NO_RELAXED_SIMD}` : reason);
}

/** Training steps whose loss and update run eagerly, around layers of which some may be compiled. */
class EagerStep implements TrainingStep {
  constructor(
    /** The model that is trained, then its variants. */
    private readonly models: readonly LayersModel[],
    private readonly optimizer: tf.Optimizer,
    private readonly clip: ClipArgs,
    private readonly whyNotWhole: string,
  ) {}

  private get recurrent(): RNN[] {
    return this.models.flatMap(recurrentLayersOf);
  }

  get engine(): Engine {
    return this.recurrent.some(isCompiled) ? 'layers compiled' : 'eager';
  }

  get reason(): string {
    const reasons = new Set([this.whyNotWhole, ...this.recurrent.map(eagerReasonOf)]);
    return [...reasons].filter((reason) => reason !== undefined).join('; ');
  }

  run(episodes: Episodes, {variant}: StepArgs = {}): Promise<Float32Array> {
    const [model, ...variants] = this.models;
    const on = variant === undefined ? model : variants[variant];
    return trainStep(model!, this.optimizer, episodes, this.clip, on);
  }

  async sync(): Promise<void> {}

  dispose(): void {}
}
