import type {StepSizes} from '../../graph/graph.js';
import {type StepCode, StepProgram} from '../program.js';
import {SequenceRunner} from '../sequence.js';
import type {SequenceShape} from '../sequenceBatch.js';
import {type PassInputs, runSequences, type SequenceWork} from '../trainingPass.js';
import {samplesOf, type TurnShape} from './board.js';
import {wordsOf} from './channel.js';
import type {Job, WorkerJob} from './job.js';
import {Mail} from './mail.js';
import {arraysIn, bytesOf, groupsIn, setAll} from './sharedArrays.js';

/** What a worker needs to compute sequences of a layer. */
export interface LayerSetup {
  readonly kind: 'layer';
  readonly code: StepCode;
  /** The most bytes to keep between forward and backward pass. */
  readonly budget: number;
  /** Whether initial states are trained. */
  readonly learned: boolean;
  /** All weights, then the states that sequences start from. */
  readonly shared: SharedArrayBuffer;
  /** The gradients of each group. */
  readonly sums: SharedArrayBuffer;
}

/** The shared memory of batches of a layer. */
export interface LayerBuffers {
  readonly kind: 'layer';
  /** A `BatchCopy`; of all workers. */
  readonly batch: SharedArrayBuffer;
  /** A `Mail`; the worker's own. */
  readonly mail: SharedArrayBuffer;
}

/** What threads read of a batch: `[batch, steps, inputs]` and `[batch, steps]`. */
export interface BatchCopy {
  readonly inputs: Float32Array;
  readonly mask: Float32Array;
}

const batchSizes = ({input}: StepSizes, {batch, steps}: SequenceShape) => [
  batch * steps * input,
  batch * steps,
];

export function batchBytes(sizes: StepSizes, shape: SequenceShape): number {
  return bytesOf(batchSizes(sizes, shape));
}

export function batchIn(buffer: SharedArrayBuffer, sizes: StepSizes, shape: SequenceShape): BatchCopy {
  const [inputs, mask] = arraysIn(buffer, batchSizes(sizes, shape));
  return {inputs: inputs!, mask: mask!};
}

/** The `form` of a turn. */
export function formOf(steps: number, masked: boolean): number {
  return 2 * steps + (masked ? 1 : 0);
}

/** Computes groups of sequences. */
export class LayerJob implements Job {
  /** The gradients of the initial states, summed over a group; none if they are not trained. */
  private readonly startGradients: readonly Float32Array[];
  private pass: PassInputs | undefined;
  private answers: Pick<SequenceWork, 'outputs' | 'gradient'> | undefined;

  /** @param sums the gradients of each group: of all weights, then of the initial states */
  constructor(
    private readonly runner: SequenceRunner,
    private readonly sums: readonly (readonly Float32Array[])[],
    learned: boolean,
  ) {
    const {states} = runner.program.sizes;
    this.startGradients = learned ? states.map((size) => new Float32Array(size)) : [];
  }

  /** Begins a batch. */
  use(pass: PassInputs, answers: Pick<SequenceWork, 'outputs' | 'gradient'>): void {
    this.pass = pass;
    this.answers = answers;
  }

  compute(group: number, shape: TurnShape, goesOn: () => boolean): boolean {
    const {runner, startGradients} = this;
    runner.clearGradients();
    for (const states of startGradients) states.fill(0);
    const {outputs, gradient} = this.answers!;
    return runSequences(runner, this.pass!, samplesOf(group, shape), {
      ...{outputs, gradient, startGradients, goesOn},
    });
  }

  deposit(group: number): void {
    setAll(this.sums[group]!, [this.runner.program.gradientNumbers(), ...this.startGradients]);
  }
}

/** The job of a worker: the main thread computes the loss; it gets the outputs and returns their gradient, sequence by sequence. */
export class LayerWorkerJob implements WorkerJob<LayerBuffers> {
  private readonly program: StepProgram;
  private readonly shared: readonly Float32Array[];
  private readonly initialStates: readonly Float32Array[];
  private readonly words: Int32Array;
  private readonly job: LayerJob;

  constructor({code, budget, learned, shared, sums}: LayerSetup, control: SharedArrayBuffer) {
    this.program = new StepProgram(code);
    const {states} = code.sizes;
    const weights = this.program.weightNumbers().length;
    this.shared = arraysIn(shared, [weights, ...states]);
    this.initialStates = states.map((size) => new Float32Array(size));
    this.words = wordsOf(control);
    const groups = groupsIn(sums, [weights, ...(learned ? states : [])]);
    this.job = new LayerJob(new SequenceRunner(this.program, budget), groups, learned);
  }

  begin(turn: number, {batch, form}: TurnShape, buffers: LayerBuffers): void {
    const {program, initialStates} = this;
    setAll([program.weightNumbers(), ...initialStates], this.shared);
    const [steps, masked] = [Math.floor(form / 2), form % 2 === 1];
    const {inputs, mask} = batchIn(buffers.batch, program.sizes, {batch, steps});
    const mail = new Mail(this.words, buffers.mail, program.sizes, steps);
    const given = {batch, steps, inputs, mask: masked ? mask : undefined};
    this.job.use(
      {given, initialStates},
      {
        outputs: () => mail.outputs,
        gradient: (sequence) => (mail.ask(turn, sequence) ? mail.gradient : undefined),
      },
    );
  }

  compute(group: number, shape: TurnShape, goesOn: () => boolean): boolean {
    return this.job.compute(group, shape, goesOn);
  }

  deposit(group: number): void {
    this.job.deposit(group);
  }
}
