/**
 * What a worker runs: its share of each batch, on a program and memory of its own. The loss is the main thread's: outputs
 * go there and gradients come back sequence by sequence. The next sequence goes forward before the gradient of the last
 * is waited for, so that neither side stands still while the other is a little behind.
 *
 * This module and all that it imports must get along without tfjs: each worker loads them anew.
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

/** What both Node's `parentPort` and the global scope of a worker in a browser can do. */
interface Port {
  onmessage: ((event: {readonly data: Setup | Turn}) => void) | null;
  postMessage(message: unknown): void;
}

interface NodeProcess {
  getBuiltinModule?(name: string): {readonly parentPort?: Port | null} | undefined;
}

/** Tells the main thread about progress. */
function report(words: Int32Array, progress: number): void {
  Atomics.store(words, Word.progress, progress);
  Atomics.notify(words, Word.progress);
}

/** Waits until so many sequences have their gradient; false if they never will. */
function awaitAnswer(words: Int32Array, count: number): boolean {
  for (;;) {
    const answered = Atomics.load(words, Word.answered);
    if (answered === ABANDONED) return false;
    if (answered >= count) return true;
    awaitChange(words, Word.answered, answered);
  }
}

/** A program that takes turns. */
class Worker {
  private readonly program: StepProgram;
  private readonly runner: SequenceRunner;
  private readonly weights: Float32Array;
  private readonly gradients: Float32Array;
  private readonly words: Int32Array;

  constructor(setup: Setup) {
    const {frame, layout, sizes, module, constants} = setup;
    this.program = new StepProgram({frame}, layout, sizes, module, constants);
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
