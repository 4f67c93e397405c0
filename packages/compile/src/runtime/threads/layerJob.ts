import type {StepSizes} from '../../graph/graph.js';
import {type StepCode, StepProgram} from '../program.js';
import {SequenceRunner} from '../sequence.js';
import {rowOf, type SequenceShape} from '../sequenceBatch.js';
import {type BinaryCrossEntropy, type LossGradient, lossGradientOf} from '../sequenceLoss.js';
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

/** A batch in shared memory: what threads read of it, and the outputs, which they write. */
export interface BatchCopy {
  /** `[batch, steps, inputs]` */
  readonly inputs: Float32Array;
  /** `[batch, steps]` */
  readonly mask: Float32Array;
  /** Of a declared loss, as are the weights. `[batch, steps, outputs]` */
  readonly targets: Float32Array;
  /** `[batch, steps]` */
  readonly weights: Float32Array;
  /** Where the loss is declared: otherwise they go by mail. `[batch, steps, outputs]` */
  readonly outputs: Float32Array;
}

const batchSizes = ({input, output}: StepSizes, {batch, steps}: SequenceShape) => [
  batch * steps * input,
  batch * steps,
  batch * steps * output,
  batch * steps,
  batch * steps * output,
];

export function batchBytes(sizes: StepSizes, shape: SequenceShape): number {
  return bytesOf(batchSizes(sizes, shape));
}

export function batchIn(buffer: SharedArrayBuffer, sizes: StepSizes, shape: SequenceShape): BatchCopy {
  const [inputs, mask, targets, weights, outputs] = arraysIn(buffer, batchSizes(sizes, shape));
  return {inputs: inputs!, mask: mask!, targets: targets!, weights: weights!, outputs: outputs!};
}

/** What the `form` of a turn says. */
interface Form {
  readonly steps: number;
  /** Whether the batch has a mask. */
  readonly masked: boolean;
  /** Whether the loss is declared. */
  readonly declared: boolean;
}

/** The `form` of a turn. */
export function formOf({steps, masked, declared}: Form): number {
  return 4 * steps + (declared ? 2 : 0) + (masked ? 1 : 0);
}

function ofForm(form: number): Form {
  return {steps: Math.floor(form / 4), masked: form % 2 === 1, declared: form % 4 >= 2};
}

/** Where the outputs of sequences go, and the gradient of the loss with respect to them. */
export interface Answers extends Pick<SequenceWork, 'outputs' | 'gradient'> {
  /** Writes the outputs of a group's sequences to shared memory; absent where that has been done. */
  deposit?(first: number, end: number): void;
}

/** A declared loss, computed in the thread itself. */
export class OwnLoss implements Answers {
  private readonly lossGradient: LossGradient;
  private readonly batch: number;

  /**
   * @param all the outputs and their gradient, `[batch, steps, outputs]`: the thread's own
   * @param shared the outputs of all threads
   */
  constructor(
    loss: BinaryCrossEntropy,
    {batch}: SequenceShape,
    private readonly all: {readonly outputs: Float32Array; readonly gradient: Float32Array},
    private readonly shared: Float32Array,
  ) {
    this.batch = batch;
    this.lossGradient = lossGradientOf(loss, batch);
  }

  outputs(sequence: number): Float32Array {
    return rowOf(this.all.outputs, this.batch, sequence);
  }

  gradient(sequence: number): Float32Array {
    const {outputs, gradient} = this.all;
    this.lossGradient(sequence, outputs, gradient);
    return rowOf(gradient, this.batch, sequence);
  }

  deposit(first: number, end: number): void {
    const {all, shared, batch} = this;
    const size = shared.length / batch;
    shared.set(all.outputs.subarray(first * size, end * size), first * size);
  }
}

/** Computes groups of sequences. */
export class LayerJob implements Job {
  /** The gradients of the initial states, summed over a group; none if they are not trained. */
  private readonly startGradients: readonly Float32Array[];
  private pass: PassInputs | undefined;
  private answers: Answers | undefined;
  private shape: TurnShape = {batch: 0, groups: 0, form: 0};

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
  use(pass: PassInputs, answers: Answers): void {
    this.pass = pass;
    this.answers = answers;
  }

  compute(group: number, shape: TurnShape, goesOn: () => boolean): boolean {
    const {runner, startGradients} = this;
    runner.clearGradients();
    for (const states of startGradients) states.fill(0);
    const answers = this.answers!;
    this.shape = shape;
    return runSequences(runner, this.pass!, samplesOf(group, shape), {
      outputs: (sequence) => answers.outputs(sequence),
      gradient: (sequence) => answers.gradient(sequence),
      ...{startGradients, goesOn},
    });
  }

  deposit(group: number): void {
    setAll(this.sums[group]!, [this.runner.program.gradientNumbers(), ...this.startGradients]);
    this.answers!.deposit?.(...samplesOf(group, this.shape));
  }
}

/**
 * The job of a worker. A loss that is a function is the main thread's: it gets the outputs and returns their gradient, sequence by
 * sequence.
 */
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
    const {steps, masked, declared} = ofForm(form);
    const copy = batchIn(buffers.batch, program.sizes, {batch, steps});
    const given = {batch, steps, inputs: copy.inputs, mask: masked ? copy.mask : undefined};
    const answers = declared ? this.ownLoss(copy, given) : this.askedLoss(turn, steps, buffers);
    this.job.use({given, initialStates}, answers);
  }

  private ownLoss({targets, weights, outputs}: BatchCopy, shape: SequenceShape): Answers {
    const loss = {type: 'binaryCrossEntropy', targets, weights} as const;
    const own = {outputs: new Float32Array(outputs.length), gradient: new Float32Array(outputs.length)};
    return new OwnLoss(loss, shape, own, outputs);
  }

  private askedLoss(turn: number, steps: number, {mail: buffer}: LayerBuffers): Answers {
    const mail = new Mail(this.words, buffer, this.program.sizes, steps);
    return {
      outputs: () => mail.outputs,
      gradient: (sequence) => (mail.ask(turn, sequence) ? mail.gradient : undefined),
    };
  }

  compute(group: number, shape: TurnShape, goesOn: () => boolean): boolean {
    return this.job.compute(group, shape, goesOn);
  }

  deposit(group: number): void {
    this.job.deposit(group);
  }
}
