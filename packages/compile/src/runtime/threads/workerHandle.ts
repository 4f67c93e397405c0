import type {StepProgram} from '../program.js';
import type {SequenceInputs} from '../sequence.js';
import {
  ABANDONED,
  awaitChange,
  createControl,
  type Exchange,
  exchangeBytes,
  exchangeIn,
  FINISHED,
  readFailure,
  type Setup,
  type Turn,
  Word,
  wordsOf,
} from './channel.js';
import {startThread, type Thread} from './thread.js';

/** For how many milliseconds a worker may start, and be busy without progress, before that is an error. */
const LIMITS = {start: 20_000, progress: 60_000};

/** How long to wait at a time, in milliseconds, before looking at the clock. */
const NAP = 500;

/** A worker as the main thread sees it: it takes a share of each batch. */
export class Partner {
  private readonly thread: Thread;
  private readonly control = createControl();
  private readonly words = wordsOf(this.control);
  private readonly gradients: Float32Array;
  private readonly started: Promise<void>;
  private exchange: Exchange | undefined;
  private buffer = new SharedArrayBuffer(0);
  /** Its share of this step: the sequences `first`, `first + 1`, …, `first + count − 1` of the batch. */
  private first = 0;
  private count = 0;
  private failure: Error | undefined;

  /**
   * @param weights of all workers, to be up to date when a turn begins
   * @param budget how many bytes it may keep between forward and backward
   */
  constructor(
    private readonly program: StepProgram,
    weights: SharedArrayBuffer,
    budget: number,
    url: URL | undefined,
  ) {
    const gradients = new SharedArrayBuffer(program.gradientNumbers().byteLength);
    this.gradients = new Float32Array(gradients);
    let settle: {resolve(): void; reject(error: Error): void};
    this.started = new Promise((resolve, reject) => {
      settle = {resolve, reject};
    });
    // Who asks hears of it; nobody has to.
    this.started.catch(() => {});
    this.thread = startThread(url, {
      message: () => {
        const reason = readFailure(this.control);
        if (reason === undefined) settle.resolve();
        else settle.reject(this.fail(reason));
      },
      failure: (reason) => settle.reject(this.fail(reason)),
    });
    const {layout, sizes, module, plan} = program;
    const {frame} = plan;
    const constants = program.constantNumbers().slice();
    const {control} = this;
    this.thread.postMessage({
      kind: 'setup',
      ...{frame, layout, sizes, module, constants, budget, weights, gradients, control},
    } satisfies Setup);
  }

  /** Resolves when the worker can take turns; meanwhile the process does not end. */
  async ready(): Promise<void> {
    this.thread.keepAlive(true);
    try {
      await this.started;
    } finally {
      this.thread.keepAlive(false);
    }
  }

  /** Gives it the sequences `first` to `first + count − 1` of a batch. */
  begin(given: SequenceInputs, first: number, count: number): void {
    if (this.failure !== undefined) throw this.failure;
    if (!this.hasStarted && !this.thread.startsAlone) {
      throw new Error('A worker of the trainer has not started: await ready() before the first step');
    }
    // A turn that was abandoned may still run.
    if (this.count > 0) this.await(FINISHED);
    this.count = 0;
    if (count === 0) return;
    const {sizes} = this.program;
    const shape = {batch: count, steps: given.steps};
    this.exchange = this.exchangeFor(shape);
    const cut = (all: Float32Array, size: number) => all.subarray(first * size, (first + count) * size);
    this.exchange.inputs.set(cut(given.inputs, given.steps * sizes.input));
    for (const [index, states] of given.initialStates.entries()) {
      this.exchange.initialStates[index]!.set(cut(states, sizes.states[index]!));
    }
    const {mask} = given;
    if (mask !== undefined) {
      for (let row = 0; row < count * given.steps; row++) {
        this.exchange.mask[row] = mask[first * given.steps + row] ? 1 : 0;
      }
    }
    Atomics.store(this.words, Word.progress, 0);
    Atomics.store(this.words, Word.answered, 0);
    const masked = mask !== undefined;
    this.thread.postMessage({kind: 'turn', ...shape, exchange: this.buffer, masked} satisfies Turn);
    this.first = first;
    this.count = count;
  }

  /**
   * Waits until its sequence `round` has gone forward, and copies its outputs into those of the batch.
   *
   * @returns the sequence's index in the batch, or nothing if its share is smaller
   */
  collect(round: number, outputs: Float32Array): number | undefined {
    if (round >= this.count) return undefined;
    this.await(round + 1);
    const row = this.row(this.exchange!.outputs, round);
    outputs.set(row, (this.first + round) * row.length);
    return this.first + round;
  }

  /** Gives it the loss gradient of its sequence `round`. */
  answer(round: number, gradient: Float32Array): void {
    if (round >= this.count) return;
    const row = this.row(this.exchange!.gradient, round);
    const start = (this.first + round) * row.length;
    row.set(gradient.subarray(start, start + row.length));
    this.setAnswered(round + 1);
  }

  /** Waits for the end of its turn, adds its weight gradients to those of the program, and copies those of its starts. */
  finish(startGradients: readonly Float32Array[] | undefined): void {
    if (this.count === 0) return;
    this.await(FINISHED);
    for (const [index, all] of (startGradients ?? []).entries()) {
      all.set(this.exchange!.startGradients[index]!, this.first * this.program.sizes.states[index]!);
    }
    const sums = this.program.gradientNumbers();
    const {gradients} = this;
    for (let index = 0; index < sums.length; index++) sums[index]! += gradients[index]!;
    this.count = 0;
  }

  /** Lets it end a turn of which nothing is wanted any more. */
  abandon(): void {
    if (this.count > 0) this.setAnswered(ABANDONED);
  }

  dispose(): void {
    this.failure ??= new Error('the trainer is disposed');
    this.thread.terminate();
  }

  private get hasStarted(): boolean {
    return Atomics.load(this.words, Word.started) === 1;
  }

  private setAnswered(value: number): void {
    Atomics.store(this.words, Word.answered, value);
    Atomics.notify(this.words, Word.answered);
  }

  /** The part of a sequence in what its share exchanges. */
  private row(share: Float32Array, round: number): Float32Array {
    const length = share.length / this.count;
    return share.subarray(round * length, (round + 1) * length);
  }

  private exchangeFor(shape: {batch: number; steps: number}): Exchange {
    const {sizes} = this.program;
    const bytes = exchangeBytes(sizes, shape);
    if (bytes > this.buffer.byteLength) this.buffer = new SharedArrayBuffer(bytes);
    return exchangeIn(this.buffer, sizes, shape);
  }

  /** Waits until so many sequences have gone forward. No event of the thread is heard meanwhile: hence the limits. */
  private await(progress: number): void {
    const {words} = this;
    const begin = performance.now();
    for (;;) {
      const reason = readFailure(this.control);
      if (reason !== undefined) throw this.fail(reason);
      const current = Atomics.load(words, Word.progress);
      if (current >= progress) return;
      const started = this.hasStarted;
      if (performance.now() - begin > (started ? LIMITS.progress : LIMITS.start)) {
        throw this.fail(
          started ? 'it made no progress for a minute' : 'it does not start; ready() may say why',
        );
      }
      awaitChange(words, Word.progress, current, NAP);
    }
  }

  /** What goes wrong once goes wrong for good. */
  private fail(reason: string): Error {
    if (this.failure === undefined) {
      this.failure = new Error(`A worker of the trainer failed: ${reason}`);
      this.thread.terminate();
    }
    return this.failure;
  }
}
