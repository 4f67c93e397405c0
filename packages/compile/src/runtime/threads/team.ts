import type {StepProgram} from '../program.js';
import type {TrainingBatch} from '../sequence.js';
import {WorkerHandle} from './workerHandle.js';

/** The most threads of a trainer: no machine gains from more, and each has a memory of its own. */
export const MOST_THREADS = 256;

/** The number of threads that can be used: one if memory cannot be shared. */
export function usableThreads(threads: number): number {
  return typeof SharedArrayBuffer === 'undefined' ? 1 : threads;
}

/** Whether this thread may block; the main thread of a page may not, which only an attempt shows. */
function mayWait(): boolean {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1, 0);
    return true;
  } catch {
    return false;
  }
}

/**
 * The threads of a trainer: the calling thread, which is the first, and a worker for each other one. They take equal shares of
 * a batch, in rounds of one sequence each.
 */
export class Team {
  private readonly workers: readonly WorkerHandle[];
  private readonly weights: Float32Array;

  /**
   * @param program of the first thread
   * @param budget the most bytes that each thread keeps between forward and backward pass
   * @param url of the workers' code
   * @throws Error if there is more than one thread, and the calling one may not block
   */
  constructor(
    private readonly program: StepProgram,
    readonly threads: number,
    budget: number,
    url: URL | undefined,
  ) {
    this.weights = new Float32Array(0);
    this.workers = [];
    if (threads === 1) return;
    if (!mayWait()) {
      throw new Error(
        'trainer.threads must be 1 in the main thread of a web page, which may not block: create the trainer in a worker',
      );
    }
    const weights = new SharedArrayBuffer(program.weightNumbers().byteLength);
    this.weights = new Float32Array(weights);
    this.workers = Array.from({length: threads - 1}, () => new WorkerHandle(program, weights, budget, url));
  }

  /** Resolves when all workers have started. */
  async ready(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.ready()));
  }

  /**
   * Sends each worker its share.
   *
   * @param initialStates `[1, size]` each
   * @returns the share of the first thread: how many sequences, the first of the batch; no other share is larger
   */
  begin(given: TrainingBatch, initialStates: readonly Float32Array[]): number {
    const {batch} = given;
    const share = (thread: number) =>
      Math.floor(batch / this.threads) + (thread < batch % this.threads ? 1 : 0);
    if (this.workers.length > 0) this.weights.set(this.program.weightNumbers());
    let first = share(0);
    for (const [index, worker] of this.workers.entries()) {
      worker.begin(given, initialStates, first, share(index + 1));
      first += share(index + 1);
    }
    return share(0);
  }

  /** Waits for the workers' outputs of a round, copies them, and returns the indices of their sequences in order. */
  collect(round: number, outputs: Float32Array): number[] {
    return this.workers
      .map((worker) => worker.collect(round, outputs))
      .filter((sequence) => sequence !== undefined);
  }

  /** Sends the workers the loss gradient of a round's sequences. */
  answer(round: number, gradient: Float32Array): void {
    for (const worker of this.workers) worker.answer(round, gradient);
  }

  /**
   * Waits for all workers, and adds their weight gradients to those of the first thread, always in the same order.
   *
   * @param startGradients the gradients of the initial states, `[1, size]` each, to be added to; optional
   */
  finish(startGradients: readonly Float32Array[] | undefined): void {
    for (const worker of this.workers) worker.finish(startGradients);
  }

  /** Ends a step that failed on this side. */
  abandon(): void {
    for (const worker of this.workers) worker.abandon();
  }

  dispose(): void {
    for (const worker of this.workers) worker.dispose();
  }
}
