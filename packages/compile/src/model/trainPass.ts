import type * as tf from '@tensorflow/tfjs-core';
import type {CompileSettings} from '../runtime/compile.js';
import type {StepRuns} from '../runtime/explain.js';
import {TraceError} from '../trace/compilationError.js';
import {type Group, groupOperations, inputsOf, outputOf, rowFunctionOf} from './arrange.js';
import {eagerLoss, LossStage, type OutputLoss} from './lossStage.js';
import type {ModelGraph} from './modelGraph.js';
import type {Numbers} from './numbers.js';
import {rowSizeOf, type Value} from './operations.js';
import type {RowFunction} from './rowCell.js';
import {RowStage} from './rowStage.js';
import type {Stage, StageWeights} from './stage.js';

/** What a pass is compared with. */
export interface Aims {
  readonly targets: readonly Numbers[];
  /** `[batch]`: what the losses of each sample are multiplied by. */
  readonly sampleWeights: Float32Array | undefined;
  /** The loss, a scalar, from the predictions of each output: where it is not compiled. */
  lossOf(predictions: tf.Tensor[]): tf.Scalar;
}

/** The results of a pass. */
export interface PassResult {
  readonly loss: number;
  /** Of each output. */
  readonly predictions: readonly Numbers[];
}

/** A stage with the values that it reads and computes. */
interface Step {
  readonly stage: Stage;
  readonly inputs: readonly Value[];
  readonly output: Value;
}

/** Forward, loss and backward of a model, stage by stage. */
export class TrainPass {
  private readonly steps: readonly Step[];
  private readonly end: {readonly stage: LossStage; readonly inputs: readonly Value[]} | undefined;
  /** The weights of all stages. */
  readonly weights: readonly StageWeights[];

  /**
   * @param loss compiled together with the last layers, if that is possible
   * @throws CompilationError if a part of the model cannot run compiled
   */
  constructor(
    private readonly graph: ModelGraph,
    loss: OutputLoss | undefined,
    settings: CompileSettings,
  ) {
    const groups = groupOperations(graph);
    const [output] = graph.outputs;
    const last = groups.find((group) => outputOf(group) === output);
    const own = last?.kind === 'rows' ? last : undefined;
    this.end = loss && endOf(own, output!, loss, settings);
    this.steps = groups
      .filter((group) => this.end === undefined || group !== own)
      .map((group) => ({stage: stageOf(group, settings), inputs: inputsOf(group), output: outputOf(group)}));
    this.weights = [...this.steps.map(({stage}) => stage), this.end?.stage].flatMap(
      (stage) => stage?.weights ?? [],
    );
  }

  /** Whether the loss is compiled. */
  get compilesLoss(): boolean {
    return this.end !== undefined;
  }

  /** The steps that its stages compile, and how often the last batch ran each. */
  get runs(): readonly StepRuns[] {
    return [...this.steps.map(({stage}) => stage), this.end?.stage].flatMap((stage) => stage?.runs ?? []);
  }

  /** Runs forward and backward. Afterwards the memories of the weights hold their gradients. */
  run(inputs: readonly Numbers[], aims: Aims): PassResult {
    for (const {memory} of this.weights) {
      const {weightGradients, scratch} = memory.layout;
      memory.numbers().fill(0, weightGradients[0]! / 4, scratch / 4);
    }
    const values = new Map(this.graph.inputs.map(({id}, index) => [id, inputs[index]!]));
    const read = (all: readonly Value[]) => all.map(({id}) => values.get(id)!);
    for (const {stage, inputs, output} of this.steps) {
      const [result] = stage.forward(read(inputs));
      values.set(output.id, result!);
    }
    const gradients = new Map<number, Float32Array>();
    const {end} = this;
    let result: PassResult;
    if (end !== undefined) {
      const ended = end.stage.run(read(end.inputs), aims.targets[0]!, aims.sampleWeights);
      collect(gradients, end.inputs, ended.gradients);
      result = {loss: ended.loss, predictions: [ended.predictions]};
    } else {
      const predictions = read(this.graph.outputs);
      const eager = eagerLoss(predictions, (tensors) => aims.lossOf(tensors));
      collect(gradients, this.graph.outputs, eager.gradients);
      result = {loss: eager.loss, predictions};
    }
    for (const {stage, inputs, output} of [...this.steps].reverse()) {
      const gradient = gradients.get(output.id);
      if (gradient === undefined || !output.needsGradient) continue;
      collect(gradients, inputs, stage.backward([gradient]));
    }
    return result;
  }
}

function stageOf(group: Group, settings: CompileSettings): Stage {
  if (group.kind === 'stage') return group.operation.create(settings);
  return new RowStage(rowFunctionOf(group.operations, inputsOf(group)), settings);
}

/** The loss, compiled with the last layers; undefined if the loss function cannot be compiled. */
function endOf(
  last: Extract<Group, {kind: 'rows'}> | undefined,
  output: Value,
  loss: OutputLoss,
  settings: CompileSettings,
) {
  const inputs = last === undefined ? [output] : inputsOf(last);
  const rows = last === undefined ? identity(output) : rowFunctionOf(last.operations, inputs);
  try {
    return {stage: new LossStage(rows, loss, settings), inputs};
  } catch (error) {
    if (!(error instanceof TraceError)) throw error;
    return undefined;
  }
}

function identity(value: Value): RowFunction {
  const {needsGradient} = value;
  const size = rowSizeOf(value);
  return {
    ...{name: 'the output', parts: [{size, needsGradient}], weights: [], outputSize: size},
    apply: ([rows]) => rows!,
  };
}

/** Adds gradients to those that other readers of the values have. */
function collect(
  all: Map<number, Float32Array>,
  values: readonly Value[],
  gradients: readonly (Float32Array | undefined)[],
): void {
  for (const [index, {id}] of values.entries()) {
    const gradient = gradients[index];
    if (gradient === undefined) continue;
    const sum = all.get(id);
    if (sum === undefined) all.set(id, gradient);
    else
      all.set(
        id,
        sum.map((value, position) => value + gradient[position]!),
      );
  }
}
