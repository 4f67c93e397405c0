import type {SequenceRunner} from '../sequence.js';
import {rowOf} from '../sequenceBatch.js';
import {runSequences, type TrainingPass} from '../trainingPass.js';
import {type Board, State, sequencesOf, type TurnShape} from './board.js';
import type {GroupSums} from './sharedArrays.js';
import type {WorkerHandle} from './workerHandle.js';

/** How long a worker may take to write what it has computed, in milliseconds, and how often this is checked. */
const WRITING = {limit: 60_000, poll: 500};

/** What all turns of a team have in common. */
export interface TurnContext {
  readonly runner: SequenceRunner;
  readonly board: Board;
  readonly workers: readonly WorkerHandle[];
  /** The sums of each group. */
  readonly sums: readonly GroupSums[];
}

/** A batch that all threads work on, seen from the main thread. */
export class Turn {
  private readonly index: number;
  /** Whether the gradient of the loss of each sequence is known. */
  private readonly isAnswered: boolean[];
  /** The gradients of the initial states, summed over the group that the main thread computes. */
  private readonly startGradients: readonly Float32Array[] | undefined;

  /** Begins it. Workers read what they need at any time from now on. */
  constructor(
    private readonly context: TurnContext,
    private readonly pass: TrainingPass,
    private readonly shape: TurnShape,
    version: number,
  ) {
    this.isAnswered = new Array<boolean>(shape.batch).fill(false);
    this.startGradients = pass.startGradients?.map(({length}) => new Float32Array(length));
    this.index = context.board.begin(shape, version);
  }

  /** Takes part in the work until all groups are done. */
  work(): void {
    const {board} = this.context;
    const {groups} = this.shape;
    for (;;) {
      const group = board.take(this.index, groups);
      if (group === undefined) break;
      this.compute(group);
      this.deposit(group);
      this.move(group, State.taken, State.done);
    }
    for (let group = 0; group < groups; group++) this.overtake(group);
  }

  /** Ends it, whether its groups are done or not: no worker can change its results any more. */
  close(): void {
    const {board} = this.context;
    for (let group = 0; group < this.shape.groups; group++) {
      if (this.move(group, State.free, State.done) || this.move(group, State.taken, State.done)) continue;
      const begin = performance.now();
      while (!board.is(group, this.index, State.done)) {
        board.awaitWritten(group, this.index, WRITING.poll);
        if (performance.now() - begin > WRITING.limit)
          throw new Error('a worker of the trainer does not answer');
      }
    }
    for (const worker of this.context.workers) worker.release();
  }

  /** Computes a group that another thread has taken, unless that is faster. */
  private overtake(group: number): void {
    const isLate = () => this.context.board.is(group, this.index, State.taken);
    if (!isLate() || !this.compute(group, isLate)) return;
    if (!this.move(group, State.taken, State.written)) return;
    this.deposit(group);
    this.move(group, State.written, State.done);
  }

  /** @returns whether it came to its end, while `goesOn` was true */
  private compute(group: number, goesOn = () => true): boolean {
    const {runner} = this.context;
    const {startGradients, shape} = this;
    runner.clearGradients();
    for (const states of startGradients ?? []) states.fill(0);
    return runSequences(runner, this.pass, sequencesOf(group, shape), {
      outputs: (sequence) => rowOf(this.pass.outputs, shape.batch, sequence),
      gradient: (sequence) => this.lossGradient(sequence),
      startGradients,
      goesOn: () => {
        this.serve();
        return goesOn();
      },
    });
  }

  private deposit(group: number): void {
    const {runner, sums} = this.context;
    sums[group]!.weights.set(runner.program.gradientNumbers());
    for (const [index, states] of (this.startGradients ?? []).entries())
      sums[group]!.states[index]!.set(states);
  }

  /** Answers the questions of workers. */
  private serve(): void {
    for (const worker of this.context.workers) {
      worker.serve(this.index, (sequence, outputs) => {
        rowOf(this.pass.outputs, this.shape.batch, sequence).set(outputs);
        return this.lossGradient(sequence);
      });
    }
  }

  /** The gradient of the loss with respect to the outputs of a sequence, which are known. */
  private lossGradient(sequence: number): Float32Array {
    const {outputs, gradient, lossGradient} = this.pass;
    if (!this.isAnswered[sequence]) {
      lossGradient(sequence, outputs, gradient);
      this.isAnswered[sequence] = true;
    }
    return rowOf(gradient, this.shape.batch, sequence);
  }

  private move(group: number, from: number, to: number): boolean {
    return this.context.board.move(group, this.index, from, to);
  }
}
