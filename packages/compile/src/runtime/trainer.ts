import {requireKeys, requirePositiveInteger} from '@ntmjs/arguments';
import type {RNN} from '@tensorflow/tfjs-layers';
import {compiledRunnerOf} from './compile.js';
import {InitialStates} from './initialStates.js';
import {type SequenceInputs, SequenceRunner} from './sequence.js';
import {Team, usableThreads} from './threads/team.js';
import {Updater} from './update.js';
import type {ClipRule, UpdateRule} from './updateRule.js';

/**
 * Writes the gradient of the loss with respect to one sequence's outputs.
 *
 * @param sequence which of the batch
 * @param outputs of the batch so far, `[batch, steps, units]`; those of the sequence are there
 * @param gradient `[batch, steps, units]`: the sequence's part is to be filled in
 */
export type LossGradient = (sequence: number, outputs: Float32Array, gradient: Float32Array) => void;

/** A batch to train on: it starts from the layer's own initial states. */
export type TrainingBatch = Omit<SequenceInputs, 'initialStates'>;

export interface TrainerArgs {
  /**
   * How many threads share a batch, the calling one among them; 1 unless said otherwise. Equal numbers of threads give
   * equal results, bit for bit; others differ by rounding. Needs `SharedArrayBuffer`, and in a web page that the trainer
   * is used inside a worker.
   */
  readonly threads?: number | undefined;
  /**
   * Where the workers' code lies, `dist/runtime/threads/worker.js` of this package with all that it imports. Only bundlers
   * that do not follow `new Worker(new URL('./worker.js', import.meta.url))` make this necessary.
   */
  readonly workerUrl?: URL | undefined;
}

/**
 * Trains a recurrent layer alone, with nothing of tfjs between two steps: forward, loss, backward, clipping and update
 * run one sequence after the other on memory of their own. The layer's weights are those of `weights()` only after they
 * are copied back.
 */
export class LayerTrainer {
  private readonly runner: SequenceRunner;
  private readonly updater: Updater;
  private readonly team: Team;
  private readonly start: InitialStates;
  private disposed = false;

  /**
   * @param layer built; it is compiled if it is not yet
   * @throws ArgumentError if an argument is wrong
   * @throws TraceError if the layer cannot be compiled
   * @throws Error if there are to be several threads and the calling one must not wait for others
   */
  constructor(layer: RNN, rule: UpdateRule, clip: ClipRule, args: TrainerArgs = {}) {
    requireKeys('trainer', args, ['threads', 'workerUrl']);
    const threads = usableThreads(requirePositiveInteger('trainer.threads', args.threads ?? 1));
    const {program: applied, budget} = compiledRunnerOf(layer);
    // The layer may be applied between two steps, which sets the weights of its program to those of its variables.
    const program = applied.another();
    this.runner = new SequenceRunner(program, budget / threads);
    this.start = new InitialStates(layer, program);
    this.updater = new Updater(program, rule, clip, (bytes) => program.reserve(bytes));
    this.team = new Team(program, threads, budget / threads, args.workerUrl);
  }

  /** How many threads there are: 1 where memory cannot be shared, whatever was asked for. */
  get threads(): number {
    return this.team.threads;
  }

  /**
   * Resolves when all threads have started, and rejects with the reason if one cannot. In Node a step waits for them by
   * itself; in browsers they start only while the calling thread is idle, so this must be awaited before the first step.
   */
  ready(): Promise<void> {
    return this.team.ready();
  }

  /** Takes over weights, and what an optimiser remembers: `slots` slot by slot, each for every weight. */
  load(weights: readonly ArrayLike<number>[], slots: readonly ArrayLike<number>[], iterations: number): void {
    this.runner.setWeights(weights);
    if (slots.length > 0) this.updater.setSlots(slots);
    this.updater.iterations = iterations;
  }

  /**
   * One training step; returns the outputs before the update, `[batch, steps, units]`. Sequences start from the layer's
   * initial states; where these are learned, the step trains them too.
   *
   * @param lossGradient is called once for each sequence, in an order that depends on the number of threads alone
   * @throws NonFiniteGradient if a gradient is not finite; no weight has changed then
   * @throws Error if a thread fails: then neither this step nor any after it has changed a weight
   */
  step(given: TrainingBatch, lossGradient: LossGradient, learningRate: number): Float32Array {
    if (this.disposed) throw new Error('The trainer is disposed');
    const {batch, steps} = given;
    const {start} = this;
    const inputs = {...given, initialStates: start.forBatch(batch)};
    const startGradients = start.areLearned
      ? inputs.initialStates.map(({length}) => new Float32Array(length))
      : undefined;
    const outputs = new Float32Array(batch * steps * this.runner.program.sizes.output);
    const gradient = new Float32Array(outputs.length);
    try {
      const own = this.team.begin(inputs);
      const run = this.runner.batch(own, true);
      this.runner.clearGradients();
      for (let round = 0; round < own.batch; round++) {
        run.forwardOne(round, outputs, []);
        const others = this.team.collect(round, outputs);
        for (const sequence of [round, ...others]) lossGradient(sequence, outputs, gradient);
        this.team.answer(round, gradient);
        run.backwardOne(round, gradient, undefined, startGradients);
      }
      this.team.finish(startGradients);
    } catch (error) {
      this.team.abandon();
      throw error;
    }
    if (startGradients !== undefined) start.backward(startGradients);
    this.updater.step(learningRate);
    return outputs;
  }

  /** The weights as they are now: copies. */
  weights(): Float32Array[] {
    return this.runner.weights();
  }

  /** What an optimiser would remember now: copies, slot by slot, each for every weight. */
  slots(): Float32Array[] {
    return this.updater.slots();
  }

  get iterations(): number {
    return this.updater.iterations;
  }

  /** Ends the workers. What the trainer holds can still be read, but there are no more steps. */
  dispose(): void {
    this.disposed = true;
    this.team.dispose();
  }
}
