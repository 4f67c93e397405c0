/**
 * The code of a worker: it runs its share of each batch, on its own program and memory. The main thread computes the loss:
 * it gets the outputs and returns their gradient, sequence by sequence. A worker runs the next sequence forward before it
 * waits for the gradient of the last one, so that neither side idles if the other is a little late.
 *
 * Every worker loads this module and its imports, so they must not import tfjs.
 */

import {StepProgram} from '../program.js';
import {SequenceRunner} from '../sequence.js';
import {
  ABANDONED,
  awaitChange,
  exchangeIn,
  FINISHED,
  type Setup,
  type Turn,
  Word,
  wordsOf,
  writeFailure,
} from './channel.js';

/** The common part of Node's `parentPort` and the global scope of a web worker. */
interface Port {
  onmessage: ((event: {readonly data: Setup | Turn}) => void) | null;
  postMessage(message: unknown): void;
}

interface NodeProcess {
  getBuiltinModule?(name: string): {readonly parentPort?: Port | null} | undefined;
}

/** Reports progress to the main thread. */
function report(words: Int32Array, progress: number): void {
  Atomics.store(words, Word.progress, progress);
  Atomics.notify(words, Word.progress);
}

/** Waits until the gradients of `count` sequences are ready; false if the turn was abandoned. */
function awaitAnswer(words: Int32Array, count: number): boolean {
  for (;;) {
    const answered = Atomics.load(words, Word.answered);
    if (answered === ABANDONED) return false;
    if (answered >= count) return true;
    awaitChange(words, Word.answered, answered);
  }
}

/** Runs its share of each batch, one message (`Turn`) per batch. */
class Worker {
  private readonly program: StepProgram;
  private readonly runner: SequenceRunner;
  private readonly weights: Float32Array;
  private readonly gradients: Float32Array;
  private readonly words: Int32Array;

  constructor(setup: Setup) {
    this.program = new StepProgram(setup.code);
    this.runner = new SequenceRunner(this.program, setup.budget);
    this.weights = new Float32Array(setup.weights);
    this.gradients = new Float32Array(setup.gradients);
    this.words = wordsOf(setup.control);
  }

  take(turn: Turn): void {
    const {batch} = turn;
    const {program, runner, words} = this;
    const {mask, outputs, gradient, startGradients, ...given} = exchangeIn(
      turn.exchange,
      program.sizes,
      turn,
    );
    const run = runner.batch(
      {batch, steps: turn.steps, ...given, mask: turn.masked ? mask : undefined},
      true,
    );
    program.weightNumbers().set(this.weights);
    runner.clearGradients();
    run.forwardOne(0, outputs, []);
    report(words, 1);
    for (let sequence = 0; sequence < batch; sequence++) {
      if (sequence + 1 < batch) {
        run.forwardOne(sequence + 1, outputs, []);
        report(words, sequence + 2);
      }
      if (!awaitAnswer(words, sequence + 1)) break;
      run.backwardOne(sequence, gradient, undefined, startGradients);
    }
    this.gradients.set(program.gradientNumbers());
    report(words, FINISHED);
  }
}

const {process} = globalThis as unknown as {process?: NodeProcess};
const port =
  process?.getBuiltinModule?.('node:worker_threads')?.parentPort ?? (globalThis as unknown as Port);

let control: SharedArrayBuffer | undefined;
let worker: Worker | undefined;

port.onmessage = ({data}) => {
  try {
    if (data.kind === 'setup') {
      control = data.control;
      worker = new Worker(data);
      Atomics.store(wordsOf(control), Word.started, 1);
      port.postMessage('started');
    } else {
      worker?.take(data);
    }
  } catch (error) {
    if (control === undefined) throw error;
    writeFailure(control, error);
    port.postMessage('failed');
  }
};
