import {type Board, State, type TurnShape} from './board.js';
import type {Job} from './job.js';

/** How long a worker may take to write what it has computed, in milliseconds, and how often this is checked. */
const WRITING = {limit: 60_000, poll: 500};

/** A batch that all threads work on, seen from the main thread. */
export class Turn {
  readonly index: number;

  /** Begins it. Workers read what they need at any time from now on. */
  constructor(
    private readonly board: Board,
    private readonly shape: TurnShape,
    version: number,
  ) {
    this.index = board.begin(shape, version);
  }

  /** Takes part in the work until all groups are done. */
  work(job: Job): void {
    const {board, shape} = this;
    for (;;) {
      const group = board.take(this.index, shape.groups);
      if (group === undefined) break;
      job.compute(group, shape, () => true);
      job.deposit(group);
      this.move(group, State.taken, State.done);
    }
    for (let group = 0; group < shape.groups; group++) this.overtake(job, group);
  }

  /** Ends it, whether its groups are done or not: no worker can change its results any more. */
  close(): void {
    const {board} = this;
    for (let group = 0; group < this.shape.groups; group++) {
      if (this.move(group, State.free, State.done) || this.move(group, State.taken, State.done)) continue;
      const begin = performance.now();
      while (!board.is(group, this.index, State.done)) {
        board.awaitWritten(group, this.index, WRITING.poll);
        if (performance.now() - begin > WRITING.limit) throw new Error('a worker does not answer');
      }
    }
  }

  /** Computes a group that another thread has taken, unless that is about to be done, or is faster. */
  private overtake(job: Job, group: number): void {
    const isLate = () => this.board.is(group, this.index, State.taken);
    if (this.board.isComputedSoon(group, this.index) || !job.compute(group, this.shape, isLate)) return;
    if (!this.move(group, State.taken, State.written)) return;
    job.deposit(group);
    this.move(group, State.written, State.done);
  }

  private move(group: number, from: number, to: number): boolean {
    return this.board.move(group, this.index, from, to);
  }
}
