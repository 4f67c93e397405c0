import type {TurnShape} from './board.js';

/** What a thread does with groups of a batch's samples. */
export interface Job {
  /**
   * Computes a group.
   *
   * @param goesOn called now and then: false ends the work
   * @returns whether it came to its end
   */
  compute(group: number, shape: TurnShape, goesOn: () => boolean): boolean;
  /** Writes what was computed last to the shared memory of its group. */
  deposit(group: number): void;
}

/** The job of a worker, with the shared memory of its batches. */
export interface WorkerJob<Buffers> extends Job {
  /** Begins a turn, in which it computes at least one group. */
  begin(turn: number, shape: TurnShape, buffers: Buffers): void;
}
