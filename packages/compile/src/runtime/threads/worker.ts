/**
 * The code of a worker: it runs its share of each batch, on its own program and memory. The main thread computes the loss:
 * it gets the outputs and returns their gradient, sequence by sequence.
 *
 * Every worker loads this module and its imports, so they must not import tfjs.
 */

import {StepProgram} from '../program.js';
import {rowOf, SequenceRunner} from '../sequence.js';
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
    const {batch, steps, masked} = turn;
    const {program, runner, words} = this;
    const exchange = exchangeIn(turn.exchange, program.sizes, turn);
    const {inputs, initialStates, outputs, gradient, startGradients} = exchange;
    const given = {batch, steps, inputs, mask: masked ? exchange.mask : undefined};
    program.weightNumbers().set(this.weights);
    runner.clearGradients();
    for (const states of startGradients) states.fill(0);
    for (let sequence = 0; sequence < batch; sequence++) {
      const run = runner.sequence(given, initialStates, sequence, true);
      run.forwardOne(0, rowOf(outputs, batch, sequence), []);
      report(words, sequence + 1);
      if (!awaitAnswer(words, sequence + 1)) break;
      run.backwardOne(0, rowOf(gradient, batch, sequence), undefined, startGradients);
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
