import type {InitialStates} from '../initialStates.js';
import type {SequenceRunner} from '../sequence.js';
import {rowOf, type SequenceShape} from '../sequenceBatch.js';
import {type BinaryCrossEntropy, isDeclared, type LossGradient} from '../sequenceLoss.js';
import type {TrainingPass} from '../trainingPass.js';
import {OwnLoss} from './answers.js';
import {type BatchCopy, batchBytes, batchIn, formOf} from './batchCopy.js';
import type {Job} from './job.js';
import {LayerJob} from './layerJob.js';
import {Mail, mailBytes, release} from './mail.js';
import {arraysIn, bytesOf, setAll} from './sharedArrays.js';
import {requireBlocking, Team} from './team.js';

/** The threads of a layer's trainer. The main thread computes a loss that is a function, for all sequences. */
export class LayerThreads {
  private readonly team: Team;
  private readonly job: LayerJob;
  /** All weights, then the states that sequences start from. */
  private readonly shared: readonly Float32Array[];
  private batchBuffer = new SharedArrayBuffer(0);
  /** Of each worker. */
  private mailBuffers: SharedArrayBuffer[];

  /**
   * @param runner of the main thread
   * @param start the states that sequences start from
   * @param url of the workers' code
   * @throws Error if the calling thread may not block
   */
  constructor(
    private readonly runner: SequenceRunner,
    readonly threads: number,
    {areLearned: learned, lengths: starts}: Pick<InitialStates, 'areLearned' | 'lengths'>,
    url: URL | undefined,
  ) {
    requireBlocking('trainer.threads', 'create the trainer in a worker');
    const {program, budget} = runner;
    const {code} = program;
    const {states} = program.sizes;
    const weights = program.weightNumbers().length;
    const shared = new SharedArrayBuffer(bytesOf([weights, ...starts]));
    const gradients = [weights, ...(learned ? states : [])];
    this.shared = arraysIn(shared, [weights, ...starts]);
    this.team = new Team({owner: 'the trainer', threads, url, gradients}, (sums) => ({
      ...{kind: 'layer', code, budget, learned, starts, shared, sums},
    }));
    this.job = new LayerJob(runner, this.team.sums, learned);
    this.mailBuffers = this.team.workers.map(() => new SharedArrayBuffer(0));
  }

  /** Resolves when all workers have started. */
  async ready(): Promise<void> {
    await this.team.ready();
  }

  /**
   * Runs a batch forward and backward, and sets the program's weight gradients.
   *
   * @throws Error if a worker has failed
   */
  run(pass: TrainingPass): void {
    const {team, runner} = this;
    const {given, loss, meanwhile, outputs, measures} = pass;
    const {batch, steps, mask} = given;
    for (const worker of team.workers) worker.requireStarted();
    team.wake();
    const copy = this.share(pass);
    const declared = isDeclared(loss);
    const total = team.run(
      batch,
      formOf({steps, masked: mask !== undefined, declared, measured: measures !== undefined}),
      (turn) => (isDeclared(loss) ? this.ownJob(pass, loss, copy) : this.answeringJob(pass, loss, turn)),
      {meanwhile, end: () => this.release()},
    );
    if (declared) outputs.set(copy.outputs);
    measures?.bits.set(copy.measures.bits);
    measures?.wrongBits.set(copy.measures.wrongBits);
    setAll([runner.program.gradientNumbers(), ...(pass.startGradients ?? [])], total);
  }

  /** The bytes of the memory that threads share, for such a batch. */
  bytesFor(shape: SequenceShape): number {
    const {sizes} = this.runner.program;
    const {sums, workers} = this.team;
    const arrays = [...this.shared, ...sums.flat()];
    const fixed = arrays.reduce((bytes, {byteLength}) => bytes + byteLength, 0);
    return fixed + batchBytes(sizes, shape) + workers.length * mailBytes(sizes, shape.steps);
  }

  dispose(): void {
    this.team.dispose();
  }

  /** The main thread's job if the loss is declared: that of every thread. */
  private ownJob(pass: TrainingPass, loss: BinaryCrossEntropy, copy: BatchCopy): Job {
    this.job.use(pass, new OwnLoss(loss, pass.given, pass, copy));
    return this.job;
  }

  /** The main thread's job if the loss is a function: between steps it answers the questions of workers. */
  private answeringJob(pass: TrainingPass, loss: LossGradient, turn: number): Job {
    const {job, runner} = this;
    const {outputs, gradient, given, initialStates} = pass;
    const {batch, steps} = given;
    const {sizes} = runner.program;
    const isAnswered = new Array<boolean>(batch).fill(false);
    const lossGradient = (sequence: number) => {
      if (!isAnswered[sequence]) {
        loss(sequence, outputs, gradient);
        isAnswered[sequence] = true;
      }
      return rowOf(gradient, batch, sequence);
    };
    const mails = this.team.workers.map(
      ({words}, index) => new Mail(words, this.mailBuffers[index]!, sizes, steps),
    );
    const serve = () => {
      for (const mail of mails) {
        mail.serve(turn, (sequence, own) => {
          rowOf(outputs, batch, sequence).set(own);
          return lossGradient(sequence);
        });
      }
    };
    job.use(
      {given, initialStates},
      {outputs: (sequence) => rowOf(outputs, batch, sequence), gradient: lossGradient},
    );
    return {
      compute: (group, shape, goesOn) =>
        job.compute(group, shape, () => {
          serve();
          return goesOn();
        }),
      deposit: (group) => job.deposit(group),
    };
  }

  private release(): void {
    for (const {words} of this.team.workers) release(words);
  }

  /** Writes what workers read. */
  private share({given, initialStates, loss}: TrainingPass): BatchCopy {
    const {team, runner} = this;
    const {program} = runner;
    const {sizes} = program;
    const bytes = batchBytes(sizes, given);
    const mail = mailBytes(sizes, given.steps);
    const isSmall = bytes > this.batchBuffer.byteLength;
    if (isSmall) this.batchBuffer = new SharedArrayBuffer(bytes);
    if (isSmall || this.mailBuffers.some((buffer) => mail > buffer.byteLength)) {
      this.mailBuffers = this.mailBuffers.map((buffer) =>
        mail > buffer.byteLength ? new SharedArrayBuffer(mail) : buffer,
      );
      const batch = this.batchBuffer;
      team.send((worker) => ({kind: 'layer', batch, mail: this.mailBuffers[worker]!}));
    }
    this.release();
    const copy = batchIn(this.batchBuffer, sizes, given);
    copy.inputs.set(given.inputs);
    if (isDeclared(loss)) setAll([copy.targets, copy.weights], [loss.targets, loss.weights]);
    for (let row = 0; given.mask !== undefined && row < copy.mask.length; row++) {
      copy.mask[row] = given.mask[row] ? 1 : 0;
    }
    setAll(this.shared, [program.weightNumbers(), ...initialStates]);
    return copy;
  }
}
