/**
 * The code of a worker: it takes groups of the samples of each batch, as all threads do, and computes them on its own programs and
 * memory.
 *
 * Every worker loads this module and its imports, so they must not import tfjs.
 */

import {Board, State, type TurnShape} from './board.js';
import {Word, wordsOf, writeFailure} from './channel.js';
import type {WorkerJob} from './job.js';
import {LayerWorkerJob} from './layerJob.js';
import type {Buffers, JobBuffers, JobSetup, Setup} from './messages.js';
import {PassWorkerJob} from './passJob.js';

/** The common part of Node's `parentPort` and the global scope of a web worker. */
interface Port {
  onmessage: ((event: {readonly data: Setup | Buffers}) => void) | null;
  postMessage(message: unknown): void;
}

interface NodeProcess {
  getBuiltinModule?(name: string): {readonly parentPort?: Port | null} | undefined;
}

class Worker {
  private readonly job: WorkerJob<JobBuffers>;
  private readonly board: Board;
  private turn = 0;

  constructor({job, board, control}: Setup) {
    this.job = jobOf(job, control);
    this.board = new Board(board);
  }

  /** Works turn by turn, until a turn has other buffers: the message that brings them is read only when this has returned. */
  work(buffers: Buffers): void {
    for (;;) {
      const turn = this.board.awaitTurn(this.turn);
      if (this.board.version !== buffers.version) return;
      this.turn = turn;
      this.takeTurn(buffers);
    }
  }

  /** Takes groups of the turn, until there are none. */
  private takeTurn({buffers}: Buffers): void {
    const {board, job, turn} = this;
    const {shape} = board;
    // The shape is this turn's, and not a later one's, only if there is a group of this turn to take.
    let group = board.take(turn, shape.groups);
    if (group === undefined) return;
    job.begin(turn, shape, buffers);
    for (; group !== undefined; group = board.take(turn, shape.groups)) this.compute(group, shape);
  }

  private compute(group: number, shape: TurnShape): void {
    const {board, job, turn} = this;
    const isWanted = () => board.is(group, turn, State.taken);
    try {
      if (!job.compute(group, shape, isWanted)) return;
    } catch (error) {
      // What it reads changes when the turn is over.
      if (isWanted()) throw error;
      return;
    }
    if (!board.move(group, turn, State.taken, State.written)) return;
    job.deposit(group);
    board.move(group, turn, State.written, State.done);
  }
}

function jobOf(setup: JobSetup, control: SharedArrayBuffer): WorkerJob<JobBuffers> {
  return setup.kind === 'layer' ? new LayerWorkerJob(setup, control) : new PassWorkerJob(setup);
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
