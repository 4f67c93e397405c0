import type {StepProgram} from '../program.js';
import {
  type Buffers,
  createControl,
  Question,
  readFailure,
  type Setup,
  tagged,
  Word,
  wordsOf,
} from './channel.js';
import {type Mail, mailBytes, mailIn} from './sharedArrays.js';
import {startThread, type Thread} from './thread.js';

/** How long a worker may take to start, in milliseconds. */
const START_LIMIT = 20_000;

/** A worker, seen from the main thread. */
export class WorkerHandle {
  private readonly thread: Thread;
  private readonly control = createControl();
  private readonly words = wordsOf(this.control);
  private readonly started: Promise<void>;
  private readonly created = performance.now();
  private mailBuffer = new SharedArrayBuffer(0);
  private mail: Mail | undefined;
  private failure: Error | undefined;

  constructor(
    private readonly program: StepProgram,
    shared: Omit<Setup, 'kind' | 'code' | 'control'>,
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
    const {code} = program;
    this.thread.postMessage({kind: 'setup', code, control: this.control, ...shared} satisfies Setup);
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

  /** Throws if the worker has failed, or does not start. */
  require(): void {
    if (this.failure !== undefined) throw this.failure;
    const reason = readFailure(this.control);
    if (reason !== undefined) throw this.fail(reason);
    if (Atomics.load(this.words, Word.started) === 1) return;
    if (!this.thread.startsAlone) {
      throw new Error('a worker of the trainer has not started: await ready() before the first step');
    }
    if (performance.now() - this.created > START_LIMIT) {
      throw this.fail('it does not start; await ready() for the reason');
    }
  }

  /** Whether its mail has room for a sequence of so many steps. */
  hasRoom(steps: number): boolean {
    return mailBytes(this.program.sizes, steps) <= this.mailBuffer.byteLength;
  }

  /** Sends it other buffers. */
  send(version: number, batch: SharedArrayBuffer, steps: number): void {
    if (!this.hasRoom(steps)) this.mailBuffer = new SharedArrayBuffer(mailBytes(this.program.sizes, steps));
    const mail = this.mailBuffer;
    this.thread.postMessage({kind: 'buffers', version, batch, mail} satisfies Buffers);
  }

  /** Prepares for sequences of so many steps. */
  begin(steps: number): void {
    this.release();
    this.mail = mailIn(this.mailBuffer, this.program.sizes, steps);
  }

  /**
   * Answers its question, if it has one.
   *
   * @param answer returns the gradient of the loss with respect to the outputs of a sequence
   */
  serve(turn: number, answer: (sequence: number, outputs: Float32Array) => Float32Array): void {
    if (Atomics.load(this.words, Word.question) !== tagged(turn, Question.asked)) return;
    const {outputs, gradient} = this.mail!;
    gradient.set(answer(Atomics.load(this.words, Word.sequence), outputs));
    this.reply(Question.answered);
  }

  /** Tells it that nobody wants to know any more, if it has a question. */
  release(): void {
    if (Atomics.load(this.words, Word.question) % 4 === Question.asked) this.reply(Question.obsolete);
  }

  /** It waits for a reply: nobody else writes the word. */
  private reply(reply: number): void {
    const turn = Math.floor(Atomics.load(this.words, Word.question) / 4);
    Atomics.store(this.words, Word.question, tagged(turn, reply));
    Atomics.notify(this.words, Word.question);
  }

  dispose(): void {
    this.failure ??= new Error('the trainer is disposed');
    this.thread.terminate();
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
