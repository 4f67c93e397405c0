import {LossPass, type PassCode, type PassInputs, type PassResult} from '../stages/lossPass.js';
import {lengthOf, type Numbers} from '../stages/numbers.js';
import {samplesOf, type TurnShape} from './board.js';
import type {Job, WorkerJob} from './job.js';
import {arraysIn, bytesOf, groupsIn, lengthsOf, type SharedGroups, setAll} from './sharedArrays.js';

/** What a worker needs to compute samples of a model. */
export interface PassSetup {
  readonly kind: 'pass';
  readonly code: PassCode;
  /** What all samples share: weights, and states that sequences start from. */
  readonly shared: SharedArrayBuffer;
  /** The gradients of each group. */
  readonly sums: SharedGroups;
}

/** Shapes of a sample. */
export interface SampleShapes {
  /** Of each value, by id. */
  readonly values: ReadonlyMap<number, readonly number[]>;
  readonly targets: readonly number[];
}

/** The shared memory of batches of a model, and the shapes of their samples. */
export interface PassBuffers {
  readonly kind: 'pass';
  /** A `SharedBatch`. */
  readonly batch: SharedArrayBuffer;
  readonly samples: SampleShapes;
}

/** A batch in shared memory: what threads read, and what they write. */
export interface SharedBatch {
  /** The values that the pass reads. */
  readonly given: readonly Float32Array[];
  readonly targets: Float32Array;
  /** `[batch]` */
  readonly weights: Float32Array;
  readonly losses: Float32Array;
  readonly predictions: Float32Array;
  /** The gradients of the given values; empty for those that have none. */
  readonly gradients: readonly Float32Array[];
}

/** The layout of a batch in shared memory. */
export class BatchLayout {
  private readonly sizes: readonly number[];
  /** The number of rows of a sample's output. */
  private readonly rows: number;

  constructor(
    private readonly given: PassCode['given'],
    private readonly samples: SampleShapes,
    outputSize: number,
  ) {
    this.rows = lengthOf(samples.targets.slice(0, -1));
    const sizeOf = (id: number) => lengthOf(samples.values.get(id)!);
    this.sizes = [
      ...given.map(({id}) => sizeOf(id)),
      ...given.map(({id, needsGradient}) => (needsGradient ? sizeOf(id) : 0)),
      ...[lengthOf(samples.targets), 1, this.rows, this.rows * outputSize],
    ];
  }

  bytes(batch: number): number {
    return bytesOf(this.sizes.map((size) => batch * size));
  }

  arrays(buffer: SharedArrayBuffer, batch: number): SharedBatch {
    const all = arraysIn(
      buffer,
      this.sizes.map((size) => batch * size),
    );
    const count = this.given.length;
    const [targets, weights, losses, predictions] = all.slice(2 * count);
    return {
      given: all.slice(0, count),
      gradients: all.slice(count, 2 * count),
      ...{targets: targets!, weights: weights!, losses: losses!, predictions: predictions!},
    };
  }

  /** Some samples of a batch. */
  inputs(
    from: SharedBatch,
    batch: number,
    [first, end]: readonly [number, number],
    weighted: boolean,
  ): PassInputs {
    const {given, samples, rows} = this;
    const shape = (sample: readonly number[]) => [end - first, ...sample];
    const part = (values: Float32Array, sample: readonly number[]): Numbers => {
      const size = lengthOf(sample);
      return {shape: shape(sample), values: values.subarray(first * size, end * size)};
    };
    return {
      values: new Map(given.map(({id}, index) => [id, part(from.given[index]!, samples.values.get(id)!)])),
      shapeOf: (id) => shape(samples.values.get(id)!),
      aims: {
        targets: part(from.targets, samples.targets),
        weights: weighted ? from.weights.subarray(first, end) : undefined,
        rows: batch * rows,
      },
    };
  }
}

/** Computes groups of samples. */
export class PassJob implements Job {
  private layout: BatchLayout | undefined;
  private batch: SharedBatch | undefined;
  private result: PassResult | undefined;
  private shape: TurnShape = {batch: 0, groups: 0, form: 0};

  /** @param sums the gradients of each group */
  constructor(
    private readonly pass: LossPass,
    private readonly given: PassCode['given'],
    private readonly sums: readonly (readonly Float32Array[])[],
  ) {}

  /** Begins a batch. */
  use(layout: BatchLayout, batch: SharedBatch): void {
    this.layout = layout;
    this.batch = batch;
  }

  compute(group: number, shape: TurnShape, goesOn: () => boolean): boolean {
    const {pass, layout, batch} = this;
    for (const gradients of pass.sharedGradients()) gradients.fill(0);
    const inputs = layout!.inputs(batch!, shape.batch, samplesOf(group, shape), shape.form === 1);
    this.shape = shape;
    this.result = pass.run(inputs, goesOn);
    return this.result !== undefined;
  }

  deposit(group: number): void {
    const {pass, given, shape} = this;
    const {losses, predictions, gradients} = this.result!;
    const batch = this.batch!;
    const [first] = samplesOf(group, shape);
    /** Sets the part of the group's samples. */
    const set = (all: Float32Array, own: Float32Array) => all.set(own, (first * all.length) / shape.batch);
    set(batch.losses, losses);
    set(batch.predictions, predictions);
    for (const [index, {id, needsGradient}] of given.entries())
      if (needsGradient) set(batch.gradients[index]!, gradients.get(id)!);
    setAll(this.sums[group]!, pass.sharedGradients());
  }
}

/** The job of a worker. */
export class PassWorkerJob implements WorkerJob<PassBuffers> {
  private readonly pass: LossPass;
  private readonly shared: readonly Float32Array[];
  private readonly job: PassJob;
  private readonly given: PassCode['given'];

  constructor({code, shared, sums}: PassSetup) {
    this.pass = LossPass.of(code);
    this.given = code.given;
    this.shared = arraysIn(shared, lengthsOf(this.pass.shared()));
    this.job = new PassJob(this.pass, code.given, groupsIn(sums, lengthsOf(this.pass.sharedGradients())));
  }

  begin(_: number, {batch}: TurnShape, {samples, batch: buffer}: PassBuffers): void {
    const {pass, given, shared, job} = this;
    setAll(pass.shared(), shared);
    const layout = new BatchLayout(given, samples, pass.outputSize);
    job.use(layout, layout.arrays(buffer, batch));
  }

  compute(group: number, shape: TurnShape, goesOn: () => boolean): boolean {
    return this.job.compute(group, shape, goesOn);
  }

  deposit(group: number): void {
    this.job.deposit(group);
  }
}
