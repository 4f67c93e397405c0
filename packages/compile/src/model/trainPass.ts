import type * as tf from '@tensorflow/tfjs-core';
import type {StepRuns} from '../runtime/explain.js';
import {requireRoom} from '../runtime/requireRoom.js';
import {fillRows} from '../runtime/rowMemory.js';
import {LossPass} from '../runtime/stages/lossPass.js';
import {lengthOf, type Numbers} from '../runtime/stages/numbers.js';
import {RecurrentStage} from '../runtime/stages/recurrentStage.js';
import {collect, read, StageChain} from '../runtime/stages/stageChain.js';
import {PassThreads} from '../runtime/threads/passThreads.js';
import {eagerLoss, type OutputLoss} from './loss.js';
import type {ModelGraph} from './modelGraph.js';
import type {ModelSettings} from './modelSettings.js';
import {ModelStages} from './modelStages.js';
import {type ReadGraph, ValueShapes} from './valueShapes.js';
import type {StageWeights} from './weightStore.js';

/** What a pass is compared with. */
export interface Aims {
  readonly targets: readonly Numbers[];
  /** `[batch]`: what the losses of each sample are multiplied by. */
  readonly sampleWeights: Float32Array | undefined;
  /** The loss, a scalar, from the predictions of each output: where it is not compiled. */
  lossOf(predictions: tf.Tensor[]): tf.Scalar;
}

/** The results of a pass. */
export interface TrainResult {
  readonly loss: number;
  /** Of each output. */
  readonly predictions: readonly Numbers[];
}

/** A batch on its way through the stages. */
interface Batch {
  readonly values: Map<number, Numbers>;
  readonly gradients: Map<number, Float32Array>;
  /** The shape of each value of a sample, by id. */
  readonly samples: ReadonlyMap<number, readonly number[]>;
  shapeOf(id: number): readonly number[];
}

/**
 * Forward, loss and backward of a model, stage by stage. Stages that only look up and compare run on the main thread, for the whole batch; all
 * threads share the samples of the others, if the loss is compiled.
 */
export class TrainPass {
  private readonly stages: ModelStages;
  private readonly shapes: ValueShapes;
  private readonly first: StageChain;
  private readonly rest: StageChain;
  /** Undefined if the loss is not compiled. */
  private readonly pass: LossPass | undefined;
  private readonly threads: PassThreads | undefined;
  /** The weights of all stages. */
  readonly weights: readonly StageWeights[];
  /** The steps that its stages compile, and how often the last batch ran each. */
  runs: readonly StepRuns[] = [];

  /**
   * @param readGraph reads the model
   * @param loss compiled together with the last layers, if that is possible
   * @throws CompilationError if a part of the model cannot run compiled
   * @throws Error if several threads are requested and the calling one may not block
   */
  constructor(
    private readonly graph: ModelGraph,
    readGraph: ReadGraph,
    loss: OutputLoss | undefined,
    settings: ModelSettings,
  ) {
    const stages = new ModelStages(graph, loss, {...settings, budget: settings.budget / settings.threads});
    const {first, rest, end, code} = stages;
    this.stages = stages;
    this.shapes = new ValueShapes(readGraph);
    this.first = new StageChain(first);
    this.rest = new StageChain(rest);
    this.pass = end && new LossPass(rest, end);
    this.threads =
      settings.threads > 1 && this.pass && code ? new PassThreads(this.pass, code, settings) : undefined;
    this.weights = stages.weights;
  }

  /** Whether the loss is compiled. */
  get compilesLoss(): boolean {
    return this.pass !== undefined;
  }

  /** Ends its threads. */
  dispose(): void {
    this.threads?.dispose();
  }

  /** Runs forward and backward. Afterwards the memories of the weights hold their gradients. */
  run(inputs: readonly Numbers[], aims: Aims): TrainResult {
    const batch = this.begin(inputs);
    this.first.forward(batch.values, batch.shapeOf);
    const result =
      this.pass === undefined ? this.runEagerLoss(batch, aims) : this.runPass(this.pass, batch, aims);
    this.first.backward(batch.gradients);
    for (const {compiled, stage} of this.stages.rest)
      compiled.start?.backward(stage.sharedGradients().slice(1));
    return result;
  }

  /** Draws what is random, sets the states that sequences start from, and the gradients to zero. */
  private begin(inputs: readonly Numbers[]): Batch {
    const {graph, stages} = this;
    const [batch] = inputs[0]!.shape as [number];
    const samples = this.shapes.of(inputs);
    const shapeOf = (id: number) => [batch, ...samples.get(id)!];
    const values = new Map(graph.inputs.map(({id}, index) => [id, inputs[index]!]));
    for (const {output, draw} of graph.draws) {
      const shape = shapeOf(output.id);
      values.set(output.id, {shape, values: draw(shape)});
    }
    const {first, rest, end} = stages;
    for (const {stage} of [...first, ...rest, ...(end === undefined ? [] : [end])])
      for (const gradients of stage.sharedGradients()) gradients.fill(0);
    for (const {stage, compiled, inputs} of rest) {
      if (stage instanceof RecurrentStage) {
        const [, steps] = shapeOf(inputs[0]!) as [number, number];
        requireRoom(stage.runner, {batch: this.threads?.samplesOf(batch) ?? batch, steps}, true);
      }
      const [, ...starts] = stage.shared();
      for (const [index, states] of (compiled.start?.forward() ?? []).entries())
        fillRows(starts[index]!, states);
    }
    this.runs = stages.steps.map(({step, input}) => ({step, count: lengthOf(shapeOf(input).slice(0, -1))}));
    return {values, gradients: new Map(), samples, shapeOf};
  }

  private runPass(pass: LossPass, {values, gradients, samples, shapeOf}: Batch, aims: Aims): TrainResult {
    const {targets, sampleWeights: weights} = aims;
    const rows = lengthOf(targets[0]!.shape.slice(0, -1));
    const given = {values, shapeOf, aims: {targets: targets[0]!, weights, rows}};
    const result = this.threads === undefined ? pass.run(given)! : this.threads.run(given, samples);
    for (const [id, gradient] of result.gradients) gradients.set(id, gradient);
    const {losses, predictions} = result;
    return {
      loss: losses.reduce((sum, loss, row) => sum + loss * (weights?.[row] ?? 1), 0) / rows,
      predictions: [{shape: shapeOf(this.graph.outputs[0]!.id), values: predictions}],
    };
  }

  private runEagerLoss({values, gradients, shapeOf}: Batch, {lossOf}: Aims): TrainResult {
    const {outputs} = this.graph;
    this.rest.forward(values, shapeOf);
    const ids = outputs.map(({id}) => id);
    const predictions = read(values, ids);
    const eager = eagerLoss(predictions, lossOf);
    collect(gradients, ids, eager.gradients);
    this.rest.backward(gradients);
    return {loss: eager.loss, predictions};
  }
}
