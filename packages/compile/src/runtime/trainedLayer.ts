import type {RNN} from '@tensorflow/tfjs-layers';
import {InitialStates} from './initialStates.js';
import {requireRoom} from './requireRoom.js';
import type {SequenceRunner} from './sequence.js';
import {rowOf, type SequenceShape, type TrainingBatch} from './sequenceBatch.js';
import {lossGradientOf, type SequenceLoss} from './sequenceLoss.js';
import {LayerThreads} from './threads/layerThreads.js';
import {runSequences, type TrainingPass} from './trainingPass.js';

/** What a pass does besides. */
type PassArgs = Pick<TrainingPass, 'meanwhile' | 'measures'>;

/** A layer that batches go through forward and backward: its program, where its sequences start, and the threads that share a batch. */
export class TrainedLayer {
  private readonly start: InitialStates;
  /** Undefined if there is one thread. */
  private readonly team: LayerThreads | undefined;
  /** The gradient of the loss: the memory of the largest batch so far. */
  private gradient = new Float32Array(0);

  /**
   * @param runner of the layer's step, which nothing else runs
   * @param workerUrl the URL of the workers' code, unless it is at its usual place
   * @throws CompilationError if learned initial states cannot be compiled
   * @throws Error if several threads are requested and the calling one may not block
   */
  constructor(
    layer: RNN,
    readonly runner: SequenceRunner,
    threads: number,
    workerUrl: URL | undefined,
  ) {
    this.start = new InitialStates(layer, runner.program);
    this.team = threads === 1 ? undefined : new LayerThreads(runner, threads, this.start, workerUrl);
  }

  get threads(): number {
    return this.team?.threads ?? 1;
  }

  async ready(): Promise<void> {
    await this.team?.ready();
  }

  /**
   * Runs a batch forward and backward, and sets the program's weight gradients.
   *
   * @returns the outputs, `[batch, steps, units]`
   * @throws Error if a thread fails
   */
  run(given: TrainingBatch, loss: SequenceLoss, {meanwhile, measures}: PassArgs): Float32Array {
    const {runner, start} = this;
    const {batch, steps} = given;
    requireRoom(runner, runner.oneGroup({batch, steps}), true);
    const initialStates = start.forward();
    const startGradients = start.areLearned
      ? initialStates.map(({length}) => new Float32Array(length))
      : undefined;
    const outputs = new Float32Array(batch * steps * runner.program.sizes.output);
    const gradient = this.zeroGradient(outputs.length);
    const pass = {given, initialStates, outputs, gradient, startGradients, loss, meanwhile, measures};
    if (this.team === undefined || batch === 1) this.runAlone(pass);
    else this.team.run(pass);
    if (startGradients !== undefined) start.backward(startGradients);
    return outputs;
  }

  private zeroGradient(length: number): Float32Array {
    if (this.gradient.length < length) this.gradient = new Float32Array(length);
    return this.gradient.subarray(0, length).fill(0);
  }

  private runAlone(pass: TrainingPass): void {
    const {outputs, gradient, loss, measures, startGradients} = pass;
    const {batch} = pass.given;
    const lossGradient = lossGradientOf(loss, batch, measures);
    this.runner.clearGradients();
    runSequences(this.runner, pass, [0, batch], {
      outputs: (sequence) => rowOf(outputs, batch, sequence),
      gradient: (sequence) => {
        lossGradient(sequence, outputs, gradient);
        return rowOf(gradient, batch, sequence);
      },
      startGradients,
    });
  }

  /** The bytes of the memories of all threads with such a batch in them, and of what they share. Runs nothing. */
  bytesFor({batch, steps}: SequenceShape): number {
    const shared = this.team?.bytesFor({batch, steps}) ?? 0;
    return this.threads * this.runner.bytesFor(this.runner.oneGroup({batch, steps}), true) + shared;
  }

  /** Ends the workers. */
  dispose(): void {
    this.team?.dispose();
  }
}
