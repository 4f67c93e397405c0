import {Board} from './board.js';
import {GroupGradients} from './groupGradients.js';
import type {Job} from './job.js';
import type {JobBuffers, JobSetup} from './messages.js';
import type {SharedGroups} from './sharedArrays.js';
import {Turn} from './turn.js';
import {WorkerHandle} from './workerHandle.js';

/** The most threads: no machine gains from more, and each has a memory of its own. */
export const MOST_THREADS = 256;

/**
 * How many groups of samples there are for each thread. More share the work more evenly if threads are not equally fast, and cost
 * more time to add up.
 */
const GROUPS_PER_THREAD = 2;

/** The number of groups of a batch. */
export function groupsOf(batch: number, threads: number): number {
  return Math.min(batch, GROUPS_PER_THREAD * threads);
}

/** The number of threads that can be used: one if memory cannot be shared. */
export function usableThreads(threads: number): number {
  return typeof SharedArrayBuffer === 'undefined' ? 1 : threads;
}

/**
 * Requires that the calling thread may block; the main thread of a page may not, which only an attempt shows.
 *
 * @param argument the name of the number of threads
 * @param remedy what to do instead
 * @throws Error if it may not
 */
export function requireBlocking(argument: string, remedy: string): void {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1, 0);
  } catch {
    throw new Error(`${argument} must be 1 in the main thread of a web page, which may not block: ${remedy}`);
  }
}

/** The threads of a team. */
export interface TeamArgs {
  /** Whose threads they are, for errors. */
  readonly owner: string;
  readonly threads: number;
  /** The URL of the workers' code, unless it is at its usual place. */
  readonly url: URL | undefined;
  /** The lengths of the arrays of gradients of a group. */
  readonly gradients: readonly number[];
}

/** What the main thread does during a turn besides its job. */
interface TurnEvents {
  /** Called once, when the others have begun. */
  readonly meanwhile?: (() => void) | undefined;
  /** Called when it is over, whatever happened. */
  readonly end?: () => void;
}

/**
 * Threads that share batches: the calling one, which is the main thread, and workers. All of them take groups of the batch's samples
 * until there are none. Then the main thread computes what is not done itself: it does not wait for a worker whose core another program has.
 * Which samples a group has, and the order in which the groups are added, depend on the batch and on the number of threads only; so
 * do the results.
 */
export class Team {
  readonly workers: readonly WorkerHandle[];
  private readonly gradients: GroupGradients;
  private readonly board: Board;
  private version = 0;

  /**
   * @param setupOf what workers need, with the shared memory of `sums`
   * @throws CompilationError if there is no room for that memory
   */
  constructor({owner, threads, url, gradients}: TeamArgs, setupOf: (sums: SharedGroups) => JobSetup) {
    const groups = groupsOf(Number.POSITIVE_INFINITY, threads);
    const board = Board.create(groups);
    this.gradients = new GroupGradients(groups, gradients);
    this.board = new Board(board);
    const job = setupOf(this.gradients.shared);
    this.workers = Array.from({length: threads - 1}, () => new WorkerHandle(owner, {job, board}, url));
  }

  /** The gradients of each group. */
  get sums(): readonly (readonly Float32Array[])[] {
    return this.gradients.groups;
  }

  /** Resolves when all workers have started. */
  async ready(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.ready()));
  }

  /** Wakes the workers, which takes a while: called before a batch is written to shared memory, so that they are awake when it runs. */
  wake(): void {
    this.board.wake();
  }

  /** Sends other buffers to the workers. */
  send(buffersOf: (worker: number) => JobBuffers): void {
    this.version++;
    for (const [index, worker] of this.workers.entries()) worker.send(this.version, buffersOf(index));
  }

  /**
   * Runs a batch. Everything that workers read must be written already.
   *
   * @param form what else the workers' job says of the batch
   * @param jobOf the main thread's job in a turn
   * @returns the total of the gradients of its groups: views, until the next batch
   * @throws Error if a worker has failed
   */
  run(
    batch: number,
    form: number,
    jobOf: (turn: number) => Job,
    {meanwhile, end}: TurnEvents = {},
  ): readonly Float32Array[] {
    for (const worker of this.workers) worker.requireHealthy();
    const groups = groupsOf(batch, 1 + this.workers.length);
    const turn = new Turn(this.board, {batch, groups, form}, this.version);
    try {
      meanwhile?.();
      turn.work(jobOf(turn.index));
    } finally {
      turn.close();
      end?.();
    }
    for (const worker of this.workers) worker.requireHealthy();
    return this.gradients.total(groups);
  }

  dispose(): void {
    for (const worker of this.workers) worker.dispose();
  }
}
