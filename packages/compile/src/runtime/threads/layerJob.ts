import {type StepCode, StepProgram} from '../program.js';
import {SequenceRunner} from '../sequence.js';
import type {SequenceShape} from '../sequenceBatch.js';
import {type PassInputs, runSequences} from '../trainingPass.js';
import {type Answers, OwnLoss} from './answers.js';
import {type BatchCopy, batchIn, ofForm} from './batchCopy.js';
import {samplesOf, type TurnShape} from './board.js';
import {wordsOf} from './channel.js';
import type {Job, WorkerJob} from './job.js';
import {Mail} from './mail.js';
import {arraysIn, groupsIn, type SharedGroups, setAll} from './sharedArrays.js';

/** What a worker needs to compute sequences of a layer. */
export interface LayerSetup {
  readonly kind: 'layer';
  readonly code: StepCode;
  /** The most bytes to keep between forward and backward pass. */
  readonly budget: number;
  /** Whether initial states are trained. */
  readonly learned: boolean;
  /** The lengths of their arrays. */
  readonly starts: readonly number[];
  /** All weights, then the states that sequences start from. */
  readonly shared: SharedArrayBuffer;
  /** The gradients of each group. */
  readonly sums: SharedGroups;
}

/** The shared memory of batches of a layer. */
export interface LayerBuffers {
  readonly kind: 'layer';
  /** A `BatchCopy`; of all workers. */
  readonly batch: SharedArrayBuffer;
  /** A `Mail`; the worker's own. */
  readonly mail: SharedArrayBuffer;
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
  private readonly learned: boolean;
  private readonly words: Int32Array;
  private readonly job: LayerJob;

  constructor({code, budget, learned, starts, shared, sums}: LayerSetup, control: SharedArrayBuffer) {
    this.program = new StepProgram(code);
    const {states} = code.sizes;
    const weights = this.program.weightNumbers().length;
    this.shared = arraysIn(shared, [weights, ...starts]);
    this.initialStates = starts.map((size) => new Float32Array(size));
    this.learned = learned;
    this.words = wordsOf(control);
    const groups = groupsIn(sums, [weights, ...(learned ? states : [])]);
    this.job = new LayerJob(new SequenceRunner(this.program, budget), groups, learned);
  }

  begin(turn: number, {batch, form}: TurnShape, buffers: LayerBuffers): void {
    const {program, initialStates} = this;
    setAll([program.weightNumbers(), ...initialStates], this.shared);
    if (this.learned) program.rows?.forget();
    const {steps, masked, declared, measured} = ofForm(form);
    const copy = batchIn(buffers.batch, program.sizes, {batch, steps});
    const given = {batch, steps, inputs: copy.inputs, mask: masked ? copy.mask : undefined};
    const answers = declared ? this.ownLoss(copy, given, measured) : this.askedLoss(turn, steps, buffers);
    this.job.use({given, initialStates}, answers);
  }

  private ownLoss(copy: BatchCopy, shape: SequenceShape, measured: boolean): Answers {
    const {targets, weights, outputs} = copy;
    const {batch} = shape;
    const loss = {type: 'binaryCrossEntropy', targets, weights} as const;
    const measures = measured
      ? {bits: new Float64Array(batch), wrongBits: new Float64Array(batch)}
      : undefined;
    const gradient = new Float32Array(outputs.length);
    return new OwnLoss(loss, shape, {outputs: new Float32Array(outputs.length), gradient, measures}, copy);
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
