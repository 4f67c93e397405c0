import type {SequenceRunner} from '../sequence.js';
import type {SequenceShape} from '../sequenceBatch.js';
import type {TrainingPass} from '../trainingPass.js';
import {Board} from './board.js';
import {GradientTotal} from './gradientTotal.js';
import {batchBytes, batchIn, type GroupSums, mailBytes, sumBytes, sumsIn} from './sharedArrays.js';
import {Turn} from './turn.js';
import {WorkerHandle} from './workerHandle.js';

/** The most threads of a trainer: no machine gains from more, and each has a memory of its own. */
export const MOST_THREADS = 256;

/**
 * How many groups of sequences there are for each thread. More share the work more evenly if threads are not equally fast, and cost
 * more time to add up.
 */
const GROUPS_PER_THREAD = 2;

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
 * The threads of a trainer: the calling one, which is the main thread, and workers. All of them take groups of the batch's sequences
 * until there are none. Then the main thread computes what is not done itself: it does not wait for a worker whose core another program has.
 * Which sequences a group has, and the order in which the groups are added, depend on the batch and on the number of threads only; so
 * do the results.
 */
export class Team {
  private readonly workers: readonly WorkerHandle[];
  private readonly weights: Float32Array;
  private readonly board: Board;
  private readonly sums: readonly GroupSums[];
  private readonly total: GradientTotal;
  private batchBuffer = new SharedArrayBuffer(0);
  private version = 0;

  /**
   * @param runner of the main thread
   * @param learned whether initial states are trained
   * @param url of the workers' code
   * @throws Error if the calling thread may not block
   */
  constructor(
    private readonly runner: SequenceRunner,
    readonly threads: number,
    learned: boolean,
    url: URL | undefined,
  ) {
    if (!mayWait()) {
      throw new Error(
        'trainer.threads must be 1 in the main thread of a web page, which may not block: create the trainer in a worker',
      );
    }
    const {program, budget} = runner;
    const {length, byteLength} = program.weightNumbers();
    const states = learned ? program.sizes.states : [];
    const groups = GROUPS_PER_THREAD * threads;
    const weights = new SharedArrayBuffer(byteLength);
    const board = Board.create(groups);
    const sums = new SharedArrayBuffer(sumBytes(length, states, groups));
    this.weights = new Float32Array(weights);
    this.board = new Board(board);
    this.sums = sumsIn(sums, length, states);
    this.total = new GradientTotal(program);
    const shared = {budget, weights, board, sums, learned};
    this.workers = Array.from({length: threads - 1}, () => new WorkerHandle(program, shared, url));
  }

  /** Resolves when all workers have started. */
  async ready(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.ready()));
  }

  /**
   * Runs a batch forward and backward, and sets the program's weight gradients.
   *
   * @throws Error if a worker has failed
   */
  run(pass: TrainingPass): void {
    const {runner, board, workers, sums} = this;
    const {batch, steps, mask} = pass.given;
    for (const worker of workers) worker.require();
    this.share(pass);
    const groups = Math.min(batch, sums.length);
    const shape = {batch, steps, masked: mask !== undefined, groups};
    const turn = new Turn({runner, board, workers, sums}, pass, shape, this.version);
    try {
      turn.work();
    } finally {
      turn.close();
    }
    for (const worker of workers) worker.require();
    const done = sums.slice(0, groups);
    this.total.set(done.map(({weights}) => weights));
    for (const [index, all] of (pass.startGradients ?? []).entries())
      for (const {states} of done) addTo(all, states[index]!);
  }

  /** The bytes of the memory that threads share, for such a batch. */
  bytesFor(shape: SequenceShape): number {
    const {sizes} = this.runner.program;
    const each = mailBytes(sizes, shape.steps);
    const sums = this.sums.length * this.sums[0]!.weights.byteLength;
    return batchBytes(sizes, shape) + this.weights.byteLength + sums + this.workers.length * each;
  }

  dispose(): void {
    for (const worker of this.workers) worker.dispose();
  }

  /** Writes what workers read. */
  private share({given, initialStates}: TrainingPass): void {
    const {program} = this.runner;
    const {sizes} = program;
    const bytes = batchBytes(sizes, given);
    const isSmall = bytes > this.batchBuffer.byteLength;
    if (isSmall) this.batchBuffer = new SharedArrayBuffer(bytes);
    if (isSmall || this.workers.some((worker) => !worker.hasRoom(given.steps))) {
      this.version++;
      for (const worker of this.workers) worker.send(this.version, this.batchBuffer, given.steps);
    }
    for (const worker of this.workers) worker.begin(given.steps);
    const copy = batchIn(this.batchBuffer, sizes, given);
    copy.inputs.set(given.inputs);
    for (let row = 0; given.mask !== undefined && row < copy.mask.length; row++) {
      copy.mask[row] = given.mask[row] ? 1 : 0;
    }
    for (const [index, states] of initialStates.entries()) copy.initialStates[index]!.set(states);
    this.weights.set(program.weightNumbers());
  }
}

function addTo(sums: Float32Array, values: Float32Array): void {
  for (let index = 0; index < sums.length; index++) sums[index]! += values[index]!;
}
