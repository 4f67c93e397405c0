import type {StepProgram} from '../program.js';
import {rowOf, type TrainingBatch} from '../sequence.js';
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

/** Timeouts in milliseconds: until a worker has started, and until it makes progress. */
const LIMITS = {start: 20_000, progress: 60_000};

/** How long to sleep before checking the timeouts again, in milliseconds. */
const POLL = 500;

/** A worker that runs a share of each batch, seen from the main thread. */
export class WorkerHandle {
  private readonly thread: Thread;
  private readonly control = createControl();
  private readonly words = wordsOf(this.control);
  private readonly gradients: Float32Array;
  private readonly started: Promise<void>;
  private exchange: Exchange | undefined;
  private buffer = new SharedArrayBuffer(0);
  /** Its share of the current batch: the sequences `first` to `first + count − 1`. */
  private first = 0;
  private count = 0;
  private failure: Error | undefined;

  /**
   * @param weights shared by all workers; they must be up to date when a turn begins
   * @param budget the most bytes to keep between forward and backward pass
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
    // Without `ready()` a failure to start shows at the first step, not as an unhandled rejection.
    this.started.catch(() => {});
    this.thread = startThread(url, {
      message: () => {
        const reason = readFailure(this.control);
        if (reason === undefined) settle.resolve();
        else settle.reject(this.fail(reason));
      },
      failure: (reason) => settle.reject(this.fail(reason)),
    });
    const {code} = program;
    const {control} = this;
    this.thread.postMessage({
      kind: 'setup',
      ...{code, budget, weights, gradients, control},
    } satisfies Setup);
  }

  /** Resolves when the worker has started; keeps the process alive until then. */
  async ready(): Promise<void> {
    this.thread.keepAlive(true);
    try {
      await this.started;
    } finally {
      this.thread.keepAlive(false);
    }
  }

  /** Sends it the sequences `first` to `first + count − 1` of a batch. */
  begin(given: TrainingBatch, initialStates: readonly Float32Array[], first: number, count: number): void {
    if (this.failure !== undefined) throw this.failure;
    if (!this.hasStarted && !this.thread.startsAlone) {
      throw new Error('a worker of the trainer has not started: await ready() before the first step');
    }
    // An abandoned turn may still be running.
    if (this.count > 0) this.await(FINISHED);
    this.count = 0;
    if (count === 0) return;
    const {sizes} = this.program;
    const shape = {batch: count, steps: given.steps};
    this.exchange = this.exchangeFor(shape);
    const cut = (all: Float32Array, size: number) => all.subarray(first * size, (first + count) * size);
    this.exchange.inputs.set(cut(given.inputs, given.steps * sizes.input));
    for (const [index, states] of initialStates.entries()) this.exchange.initialStates[index]!.set(states);
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
   * Waits until its sequence `round` has run forward, and copies the outputs into those of the batch.
   *
   * @returns the index of the sequence in the batch; undefined if the share has fewer sequences
   */
  collect(round: number, outputs: Float32Array): number | undefined {
    if (round >= this.count) return undefined;
    this.await(round + 1);
    const row = rowOf(this.exchange!.outputs, this.count, round);
    outputs.set(row, (this.first + round) * row.length);
    return this.first + round;
  }

  /** Sends it the loss gradient of its sequence `round`. */
  answer(round: number, gradient: Float32Array): void {
    if (round >= this.count) return;
    const row = rowOf(this.exchange!.gradient, this.count, round);
    const start = (this.first + round) * row.length;
    row.set(gradient.subarray(start, start + row.length));
    this.setAnswered(round + 1);
  }

  /** Waits for the end of its turn, adds its weight gradients to the program's, and those of the initial states. */
  finish(startGradients: readonly Float32Array[] | undefined): void {
    if (this.count === 0) return;
    this.await(FINISHED);
    for (const [index, sums] of (startGradients ?? []).entries()) {
      addTo(sums, this.exchange!.startGradients[index]!);
    }
    addTo(this.program.gradientNumbers(), this.gradients);
    this.count = 0;
  }

  /** Tells it to end its turn early. */
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

  private exchangeFor(shape: {batch: number; steps: number}): Exchange {
    const {sizes} = this.program;
    const bytes = exchangeBytes(sizes, shape);
    if (bytes > this.buffer.byteLength) this.buffer = new SharedArrayBuffer(bytes);
    return exchangeIn(this.buffer, sizes, shape);
  }

  /** Waits until `progress` sequences have run forward. Events of the worker do not arrive meanwhile, hence the timeouts. */
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
          started ? 'it made no progress for a minute' : 'it does not start; await ready() for the reason',
        );
      }
      awaitChange(words, Word.progress, current, POLL);
    }
  }

  /** Ends the worker. Every later use throws the same error. */
  private fail(reason: string): Error {
    if (this.failure === undefined) {
      this.failure = new Error(`a worker of the trainer failed: ${reason}`);
      this.thread.terminate();
    }
    return this.failure;
  }
}

function addTo(sums: Float32Array, values: Float32Array): void {
  for (let index = 0; index < sums.length; index++) sums[index]! += values[index]!;
}
