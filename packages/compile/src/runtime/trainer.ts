import {
  ArgumentError,
  requireBoolean,
  requireFunction,
  requireInstance,
  requireInteger,
  requireKeys,
  requireList,
  requireNumber,
  requireObject,
  requirePositiveInteger,
} from '@ntmjs/arguments';
import type {RNN} from '@tensorflow/tfjs-layers';
import {compiledRunnerOf, runnerWith, usesRelaxedSimd} from './compile.js';
import {StepProgram} from './program.js';
import {requireRnn} from './recurrentLayers.js';
import {hasRelaxedSimd} from './relaxedSimd.js';
import {requireArray, requireArrays} from './requireArray.js';
import {requireLoss, requireMeasures} from './requireLoss.js';
import {SequenceRunner} from './sequence.js';
import type {SequenceShape, TrainingBatch} from './sequenceBatch.js';
import {isDeclared, requireFiniteOutputs, type SequenceLoss, type SequenceMeasures} from './sequenceLoss.js';
import {MOST_THREADS, usableThreads} from './threads/team.js';
import {TrainedLayer} from './trainedLayer.js';
import {Updater} from './update.js';
import {type ClipRule, requireClip, requireRule, type UpdateRule} from './updateRule.js';

export interface TrainerArgs {
  /**
   * The number of threads that share a batch, including the calling one, up to 256; defaults to 1. Equal numbers of threads give results
   * that are equal to the last bit; others differ by rounding. Several threads need `SharedArrayBuffer`; in a web page the
   * trainer must be used inside a worker.
   */
  readonly threads?: number | undefined;
  /**
   * The URL of the workers' code: `dist/runtime/threads/worker.js` of this package with its imports. Optional; necessary only
   * with bundlers that do not support `new Worker(new URL('./worker.js', import.meta.url))`.
   */
  readonly workerUrl?: URL | undefined;
  /**
   * Whether products and sums are fused, as `compile` says it; where there are no such instructions, they are not. Defaults to what the layer
   * was compiled with, and to false for one that was not compiled.
   */
  readonly relaxedSimd?: boolean | undefined;
  /**
   * Built layers that compute with the same weights, such as the layer with other numbers of memory rows: weights of the same shapes in
   * the same order. A step may run on one of them, which trains the weights as well. Each has a program of its own, and workers if there
   * are several threads.
   */
  readonly variants?: readonly RNN[] | undefined;
}

export interface StepArgs {
  /** The index of the variant that the batch runs on; by default the layer itself. */
  readonly variant?: number | undefined;
  /**
   * Called once while other threads compute, such as to draw the next batch; not at all if no thread but the calling one takes part. What it
   * throws ends the step before any weight changes.
   */
  readonly meanwhile?: (() => void) | undefined;
  /** Filled in where the loss is declared: each thread measures the sequences that it computes. */
  readonly measures?: SequenceMeasures | undefined;
}

/**
 * Trains a model that is one recurrent layer, without tfjs: forward, loss, backward, clipping and update run on separate memory,
 * one sequence after the other. The layer's own weights do not change until `weights()` are copied back.
 */
export class LayerTrainer {
  /** The layer itself, whose program holds the weights and the optimizer's slots, then its variants. */
  private readonly layers: readonly TrainedLayer[];
  private readonly runner: SequenceRunner;
  private readonly updater: Updater;
  private disposed = false;

  /**
   * @param layer built; it is compiled if it is not yet
   * @throws ArgumentError if an argument is wrong
   * @throws CompilationError if the layer cannot run compiled; then it is eager if it was. Also if the trainer cannot: if the layer's
   *   learned initial states or a variant cannot be compiled, or there is no room for another memory
   * @throws Error if several threads are requested and the calling one may not block
   */
  constructor(layer: RNN, rule: UpdateRule, clip: ClipRule, args: TrainerArgs = {}) {
    requireKeys('trainer', args, ['threads', 'workerUrl', 'relaxedSimd', 'variants']);
    requireRnn(layer);
    requireRule(rule);
    requireClip(clip);
    const {workerUrl, variants = []} = args;
    if (workerUrl !== undefined) requireInstance('trainer.workerUrl', workerUrl, URL, 'a URL');
    requireList('trainer.variants', variants, 'a list of recurrent layers');
    for (const variant of variants) requireRnn(variant);
    const threads = usableThreads(
      requireInteger('trainer.threads', args.threads ?? 1, {min: 1, max: MOST_THREADS}),
    );
    const relaxedSimd =
      requireBoolean('trainer.relaxedSimd', args.relaxedSimd ?? usesRelaxedSimd(layer)) && hasRelaxedSimd();
    const {program: applied, budget} = compiledRunnerOf(layer, relaxedSimd);
    // A separate instance: applying the layer between two steps sets the weights of its own program to those of its variables.
    const program =
      applied.code.relaxedSimd === relaxedSimd
        ? new StepProgram(applied.code)
        : runnerWith(layer, {budget, relaxedSimd}).program;
    this.runner = new SequenceRunner(program, budget / threads);
    const runners = variants.map((variant) => runnerWith(variant, {budget: budget / threads, relaxedSimd}));
    for (const [index, runner] of runners.entries()) requireSameWeights(index, runner.program, program);
    this.updater = new Updater(program, rule, clip);
    const all = [layer, ...variants];
    this.layers = [this.runner, ...runners].map(
      (runner, index) => new TrainedLayer(all[index]!, runner, threads, workerUrl),
    );
  }

  /** The number of threads in use: 1 if memory cannot be shared. */
  get threads(): number {
    return this.layers[0]!.threads;
  }

  /** Whether products and sums are fused: false if this JavaScript engine has no relaxed SIMD. */
  get relaxedSimd(): boolean {
    return this.runner.program.code.relaxedSimd;
  }

  /**
   * Resolves when all threads have started, and rejects with the reason if one cannot. In browsers, threads start only while the
   * calling thread is idle, so await this before the first step. In Node a step waits for them by itself.
   */
  async ready(): Promise<void> {
    await Promise.all(this.layers.map((layer) => layer.ready()));
  }

  /**
   * Sets the weights and the state of the optimizer; `slots` are listed slot by slot, each for every weight.
   *
   * @throws ArgumentError if a weight or a slot has another size, or `iterations` is no count
   */
  load(weights: readonly ArrayLike<number>[], slots: readonly ArrayLike<number>[], iterations: number): void {
    const {sizes} = this.runner.program;
    requireArrays('weights', weights, sizes.weights);
    if (!Array.isArray(slots) || slots.length > 0) {
      requireArrays(
        'slots',
        slots,
        this.updater.slots().map(({length}) => length),
      );
    }
    requireInteger('iterations', iterations, {min: 0});
    this.runner.setWeights(weights);
    if (slots.length > 0) this.updater.setSlots(slots);
    this.updater.iterations = iterations;
  }

  /**
   * Takes one training step, which also trains the layer's initial states if they are learned.
   *
   * @param loss if it is a function, it is called once per sequence, in any order if there are several threads
   * @returns the outputs before the update, `[batch, steps, units]`
   * @throws ArgumentError if the batch is empty, its inputs have another size, or another argument is wrong
   * @throws NonFiniteOutput if an output that counts in a declared loss is not finite; no weight has changed then
   * @throws NonFiniteGradient if a gradient is not finite; no weight has changed then
   * @throws Error if a thread fails; no weight has changed then, and later steps throw the same error
   */
  step(given: TrainingBatch, loss: SequenceLoss, learningRate: number, args: StepArgs = {}): Float32Array {
    if (this.disposed) throw new Error('the trainer is disposed');
    const {batch, steps, inputs: rows} = requireObject('batch', given, 'an object {batch, steps, inputs}');
    const {sizes} = this.runner.program;
    requirePositiveInteger('batch.batch', batch);
    requirePositiveInteger('batch.steps', steps);
    requireArray('batch.inputs', rows, batch * steps * sizes.input);
    requireLoss(loss, {batch, steps}, sizes.output);
    requireNumber('learningRate', learningRate, {min: 0});
    requireKeys('step', args, ['variant', 'meanwhile', 'measures']);
    const {variant, meanwhile, measures} = args;
    if (variant !== undefined) requireInteger('step.variant', variant, {min: 0, max: this.layers.length - 2});
    if (meanwhile !== undefined) requireFunction('step.meanwhile', meanwhile);
    if (measures !== undefined) requireMeasures(measures, loss, batch);
    const layer = this.layers[variant === undefined ? 0 : variant + 1]!;
    const [own, other] = [this.runner.program, layer.runner.program];
    if (other !== own) other.weightNumbers().set(own.weightNumbers());
    const outputs = layer.run(given, loss, {meanwhile, measures});
    if (isDeclared(loss)) requireFiniteOutputs(loss, outputs);
    if (other !== own) own.gradientNumbers().set(other.gradientNumbers());
    this.updater.step(learningRate);
    return outputs;
  }

  /**
   * The bytes that training on such a batch takes: the memories of all threads, which hold the weights, their gradients and the
   * optimizer's slots, and the outputs with their gradient. Runs nothing.
   */
  bytesFor({batch, steps}: SequenceShape): number {
    const outputs = batch * steps * this.runner.program.sizes.output;
    const own = this.layers.reduce((bytes, layer) => bytes + layer.bytesFor({batch, steps}), 0);
    return own + 2 * Float32Array.BYTES_PER_ELEMENT * outputs;
  }

  /** Copies of the current weights. */
  weights(): Float32Array[] {
    return this.runner.weights();
  }

  /** Copies of the optimizer's state, slot by slot, each for every weight. */
  slots(): Float32Array[] {
    return this.updater.slots();
  }

  get iterations(): number {
    return this.updater.iterations;
  }

  /** Ends the workers. Weights and slots can still be read, but `step` throws. */
  dispose(): void {
    this.disposed = true;
    for (const layer of this.layers) layer.dispose();
  }
}

/** Throws an `ArgumentError` unless a variant has weights of the same sizes as the layer, inputs and outputs, too. */
function requireSameWeights(index: number, {sizes: variant}: StepProgram, {sizes}: StepProgram): void {
  const sizesOf = ({weights, input, output}: StepProgram['sizes']) => [input, output, ...weights].join();
  if (sizesOf(variant) === sizesOf(sizes)) return;
  const expected = `a layer with weights, inputs and outputs of the sizes of the trained one's (${sizesOf(sizes)})`;
  throw new ArgumentError(`trainer.variants[${index}]`, expected, sizesOf(variant));
}
