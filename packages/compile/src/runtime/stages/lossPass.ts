import {type LossAims, type LossCode, LossStage} from './lossStage.js';
import type {Numbers} from './numbers.js';
import type {Stage} from './stage.js';
import {collect, type Link, read, StageChain, type StageCode, stageOf} from './stageChain.js';

/** What a pass is made from: it can be sent to another thread. */
export interface PassCode {
  readonly links: readonly Link<StageCode>[];
  readonly loss: {readonly code: LossCode; readonly inputs: readonly number[]};
  /** The values that it reads, and whether it computes their gradients. */
  readonly given: readonly {readonly id: number; readonly needsGradient: boolean}[];
}

/** Samples that go through a pass. */
export interface PassInputs {
  /** What the pass reads, by id. */
  readonly values: ReadonlyMap<number, Numbers>;
  /** The shape of each value that it computes. */
  shapeOf(id: number): readonly number[];
  readonly aims: LossAims;
}

/** What a pass computes of its samples. */
export interface PassResult {
  /** `[rows]`; without weights of samples. */
  readonly losses: Float32Array;
  /** `[rows, size]` */
  readonly predictions: Float32Array;
  /** With respect to the values that it reads, by id. */
  readonly gradients: ReadonlyMap<number, Float32Array>;
}

/** Forward, loss and backward of stages, for some samples of a batch. */
export class LossPass {
  private readonly chain: StageChain;
  readonly stages: readonly (Stage | LossStage)[];

  constructor(
    links: readonly Link<Stage>[],
    private readonly loss: {readonly stage: LossStage; readonly inputs: readonly number[]},
  ) {
    this.chain = new StageChain(links);
    this.stages = [...links.map(({stage}) => stage), loss.stage];
  }

  /** A pass with memories of its own. */
  static of({links, loss}: PassCode): LossPass {
    return new LossPass(
      links.map((link) => ({...link, stage: stageOf(link.stage)})),
      {stage: new LossStage(loss.code), inputs: loss.inputs},
    );
  }

  /** The size of the predictions of a row. */
  get outputSize(): number {
    return this.loss.stage.outputSize;
  }

  /** What all samples share, as a stage says it; of all stages. */
  shared(): Float32Array[] {
    return this.stages.flatMap((stage) => stage.shared());
  }

  /** The gradients of what is shared, summed since they were last set to zero. */
  sharedGradients(): Float32Array[] {
    return this.stages.flatMap((stage) => stage.sharedGradients());
  }

  /**
   * Runs forward and backward, and adds to `sharedGradients`.
   *
   * @param goesOn called now and then: false ends the run
   * @returns undefined if it did not come to its end
   */
  run({values: given, shapeOf, aims}: PassInputs, goesOn?: () => boolean): PassResult | undefined {
    const {chain, loss} = this;
    const values = new Map(given);
    if (!chain.forward(values, shapeOf, goesOn)) return undefined;
    const result = loss.stage.run(read(values, loss.inputs), aims, goesOn);
    if (result === undefined) return undefined;
    const gradients = new Map<number, Float32Array>();
    collect(gradients, loss.inputs, result.gradients);
    if (!chain.backward(gradients, goesOn)) return undefined;
    const {losses, predictions} = result;
    return {losses, predictions, gradients};
  }
}
