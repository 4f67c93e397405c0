import type {StepProgram} from '../program.js';
import type {SequenceInputs} from '../sequence.js';
import {Partner} from './workerHandle.js';

/** How many threads can be used of so many that are asked for: one where memory cannot be shared. */
export function usableThreads(threads: number): number {
  return typeof SharedArrayBuffer === 'undefined' ? 1 : threads;
}

/** A page's own thread must not wait, and says so only when it does. */
function mayWait(): boolean {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1, 0);
    return true;
  } catch {
    return false;
  }
}

/**
 * The threads of a trainer: the one that calls, which counts as the first, and a worker for each other. They take equal
 * shares of a batch, in rounds of one sequence each.
 */
export class Team {
  private readonly partners: readonly Partner[];
  private readonly weights: Float32Array;

  /**
   * @param program of the first thread
   * @param budget how many bytes each thread may keep between forward and backward
   * @param url of the workers' code
   * @throws Error if there is more than one thread, and this one is not allowed to wait for another
   */
  constructor(
    private readonly program: StepProgram,
    readonly threads: number,
    budget: number,
    url: URL | undefined,
  ) {
    this.weights = new Float32Array(0);
    this.partners = [];
    if (threads === 1) return;
    if (!mayWait()) {
      throw new Error(
        'threads: the thread of a web page must not wait for others; with more than one thread, create the trainer in a worker',
      );
    }
    const weights = new SharedArrayBuffer(program.weightNumbers().byteLength);
    this.weights = new Float32Array(weights);
    this.partners = Array.from({length: threads - 1}, () => new Partner(program, weights, budget, url));
  }

  /** Resolves when all workers can take turns. */
  async ready(): Promise<void> {
    await Promise.all(this.partners.map((partner) => partner.ready()));
  }

  /**
   * Gives each worker its share.
   *
   * @returns the share of the first thread: the first sequences of the batch, at least as many as any other's
   */
  begin(inputs: SequenceInputs): SequenceInputs {
    const {batch, steps} = inputs;
    const share = (thread: number) =>
      Math.floor(batch / this.threads) + (thread < batch % this.threads ? 1 : 0);
    if (this.partners.length > 0) this.weights.set(this.program.weightNumbers());
    const own = share(0);
    let first = own;
    for (const [index, partner] of this.partners.entries()) {
      partner.begin(inputs, first, share(index + 1));
      first += share(index + 1);
    }
    return {...inputs, batch: own, inputs: inputs.inputs.subarray(0, own * steps * this.program.sizes.input)};
  }

  /** Waits for the outputs of a round's sequences, copies them, and returns which sequences they are, in order. */
  collect(round: number, outputs: Float32Array): number[] {
    return this.partners
      .map((partner) => partner.collect(round, outputs))
      .filter((sequence) => sequence !== undefined);
  }

  /** Gives the workers the loss gradient of a round's sequences. */
  answer(round: number, gradient: Float32Array): void {
    for (const partner of this.partners) partner.answer(round, gradient);
  }

  /**
   * Waits for all, and adds their weight gradients to those of the first thread, always in the same order.
   *
   * @param startGradients of all sequences' initial states, `[batch, size]` each, to be filled in where they are wanted
   */
  finish(startGradients: readonly Float32Array[] | undefined): void {
    for (const partner of this.partners) partner.finish(startGradients);
  }

  /** Ends a step that failed. */
  abandon(): void {
    for (const partner of this.partners) partner.abandon();
  }

  dispose(): void {
    for (const partner of this.partners) partner.dispose();
  }
}
