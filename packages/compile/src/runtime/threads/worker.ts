/**
 * The code of a worker: it takes groups of the sequences of each batch, as all threads do, and runs them on its own program and
 * memory. The main thread computes the loss: it gets the outputs and returns their gradient, sequence by sequence.
 *
 * Every worker loads this module and its imports, so they must not import tfjs.
 */

import {StepProgram} from '../program.js';
import {SequenceRunner} from '../sequence.js';
import {type PassInputs, runSequences, type SequenceWork} from '../trainingPass.js';
import {Board, State, sequencesOf} from './board.js';
import {
  awaitChange,
  type Buffers,
  Question,
  type Setup,
  tagged,
  Word,
  wordsOf,
  writeFailure,
} from './channel.js';
import {batchIn, type GroupSums, mailIn, sumsIn} from './sharedArrays.js';

/** The common part of Node's `parentPort` and the global scope of a web worker. */
interface Port {
  onmessage: ((event: {readonly data: Setup | Buffers}) => void) | null;
  postMessage(message: unknown): void;
}

interface NodeProcess {
  getBuiltinModule?(name: string): {readonly parentPort?: Port | null} | undefined;
}

class Worker {
  private readonly program: StepProgram;
  private readonly runner: SequenceRunner;
  private readonly weights: Float32Array;
  private readonly learned: boolean;
  private readonly board: Board;
  private readonly sums: readonly GroupSums[];
  private readonly words: Int32Array;
  private turn = 0;

  constructor(setup: Setup) {
    this.program = new StepProgram(setup.code);
    this.runner = new SequenceRunner(this.program, setup.budget);
    this.weights = new Float32Array(setup.weights);
    this.learned = setup.learned;
    this.board = new Board(setup.board);
    this.sums = sumsIn(setup.sums, this.weights.length, this.learned ? this.program.sizes.states : []);
    this.words = wordsOf(setup.control);
  }

  /** Works turn by turn, until a turn has other buffers: the message that brings them is read only when this has returned. */
  work({version, batch, mail}: Buffers): void {
    for (;;) {
      const turn = this.board.awaitTurn(this.turn);
      if (this.board.version !== version) return;
      this.turn = turn;
      this.takeTurn(batch, mail);
    }
  }

  /** Takes groups of the turn, until there are none. */
  private takeTurn(batch: SharedArrayBuffer, mail: SharedArrayBuffer): void {
    const {board, program, runner, turn} = this;
    const {shape} = board;
    // The shape is this turn's, and not a later one's, only if there is a group of this turn to take.
    const first = board.take(turn, shape.groups);
    if (first === undefined) return;
    const {sizes} = program;
    const {steps} = shape;
    const {inputs, mask, initialStates} = batchIn(batch, sizes, shape);
    const {outputs, gradient} = mailIn(mail, sizes, steps);
    const given = {batch: shape.batch, steps, inputs, mask: shape.masked ? mask : undefined};
    const pass: PassInputs = {given, initialStates};
    const startGradients = this.learned ? sizes.states.map((size) => new Float32Array(size)) : undefined;
    program.weightNumbers().set(this.weights);
    for (let next: number | undefined = first; next !== undefined; next = board.take(turn, shape.groups)) {
      const group = next;
      runner.clearGradients();
      for (const states of startGradients ?? []) states.fill(0);
      const work: SequenceWork = {
        outputs: () => outputs,
        gradient: (sequence) => (this.ask(sequence) ? gradient : undefined),
        startGradients,
        goesOn: () => board.is(group, turn, State.taken),
      };
      if (!runSequences(runner, pass, sequencesOf(group, shape), work)) continue;
      if (!board.move(group, turn, State.taken, State.written)) continue;
      const sums = this.sums[group]!;
      sums.weights.set(program.gradientNumbers());
      for (const [index, states] of (startGradients ?? []).entries()) sums.states[index]!.set(states);
      board.move(group, turn, State.written, State.done);
    }
  }

  /** Asks the main thread for the loss gradient of a sequence; false if it does not want to know any more. */
  private ask(sequence: number): boolean {
    const {turn, words} = this;
    const asked = tagged(turn, Question.asked);
    Atomics.store(words, Word.sequence, sequence);
    Atomics.store(words, Word.question, asked);
    for (;;) {
      const answer = Atomics.load(words, Word.question);
      if (answer !== asked) return answer === tagged(turn, Question.answered);
      awaitChange(words, Word.question, asked);
    }
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
      worker?.work(data);
    }
  } catch (error) {
    if (control === undefined) throw error;
    writeFailure(control, error);
    port.postMessage('failed');
  }
};
