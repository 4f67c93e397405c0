import {createControl, readFailure, Word, wordsOf} from './channel.js';
import type {Buffers, Setup} from './messages.js';
import {startThread, type Thread} from './thread.js';

/** How long a worker may take to start, in milliseconds. */
const START_LIMIT = 20_000;

/** A worker, seen from the main thread. */
export class WorkerHandle {
  private readonly thread: Thread;
  private readonly control = createControl();
  /** Those of `Word`. */
  readonly words = wordsOf(this.control);
  private readonly started: Promise<void>;
  private readonly created = performance.now();
  private failure: Error | undefined;

  /**
   * @param owner whose worker it is, for errors
   * @param url of its code, unless it is at its usual place
   */
  constructor(
    private readonly owner: string,
    setup: Pick<Setup, 'job' | 'board'>,
    url: URL | undefined,
  ) {
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
    this.thread.postMessage({kind: 'setup', control: this.control, ...setup} satisfies Setup);
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

  /** Throws if the worker has failed. */
  requireHealthy(): void {
    if (this.failure !== undefined) throw this.failure;
    const reason = readFailure(this.control);
    if (reason !== undefined) throw this.fail(reason);
  }

  /** Throws if the worker has failed, or does not start. */
  requireStarted(): void {
    this.requireHealthy();
    if (Atomics.load(this.words, Word.started) === 1) return;
    if (!this.thread.startsAlone) {
      throw new Error(`a worker of ${this.owner} has not started: await ready() before the first step`);
    }
    if (performance.now() - this.created > START_LIMIT) {
      throw this.fail('it does not start; await ready() for the reason');
    }
  }

  /** Sends it other buffers. */
  send(version: number, buffers: Buffers['buffers']): void {
    this.thread.postMessage({kind: 'buffers', version, buffers} satisfies Buffers);
  }

  dispose(): void {
    this.failure ??= new Error(`${this.owner} is disposed`);
    this.thread.terminate();
  }

  /** Ends the worker. Every later use throws the same error. */
  private fail(reason: string): Error {
    if (this.failure === undefined) {
      this.failure = new Error(`a worker of ${this.owner} failed: ${reason}`);
      this.thread.terminate();
    }
    return this.failure;
  }
}
