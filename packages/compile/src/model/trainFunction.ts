import * as tf from '@tensorflow/tfjs-core';
import type {LayersModel, LayerVariable} from '@tensorflow/tfjs-layers';
import type {StepRuns} from '../runtime/explain.js';
import type {Numbers} from '../runtime/stages/numbers.js';
import type {LossFunction, OutputLoss} from './loss.js';
import {readModel} from './modelGraph.js';
import type {ModelSettings} from './modelSettings.js';

import {optimizerStateOf} from './optimizers/optimizerState.js';
import {TrainPass} from './trainPass.js';
import type {ReadGraph} from './valueShapes.js';
import {WeightStore} from './weightStore.js';

/** Members of a model that its declaration hides. */
interface Hidden {
  readonly collectedTrainableWeights: readonly LayerVariable[];
}

/** The weights that the training steps of a model move. */
function trainedWeightsOf(model: LayersModel): readonly LayerVariable[] {
  return (model as unknown as Hidden).collectedTrainableWeights;
}

/** The inputs, the targets and, optionally, the weights of samples of a batch. */
export type BatchTensors = readonly (tf.Tensor | null | undefined)[];

/** All that a compiled step depends on. */
interface Circumstances extends ModelSettings {
  readonly optimizer: tf.Optimizer;
  readonly trained: readonly LayerVariable[];
  readonly lossFunctions: readonly LossFunction[];
  readonly targetSize: number | undefined;
}

/** A compiled step, and what it was compiled for. */
interface CompiledStep {
  readonly circumstances: Circumstances;
  readonly pass: TrainPass;
  readonly store: WeightStore;
}

/** The training steps of a model, compiled. */
export class TrainFunction {
  private compiled: CompiledStep | undefined;

  constructor(private readonly model: LayersModel) {}

  /**
   * Compiles the step for batches like this one, unless that was done.
   *
   * @throws CompilationError if it cannot be compiled
   */
  prepare(data: BatchTensors, settings: ModelSettings): void {
    const {optimizer, lossFunctions} = this.model;
    const trained = trainedWeightsOf(this.model);
    const loss = this.outputLoss(data);
    const circumstances = {optimizer, trained, lossFunctions, targetSize: loss?.targetSize, ...settings};
    if (this.compiled !== undefined && isSame(this.compiled.circumstances, circumstances)) return;
    const state = optimizerStateOf(optimizer);
    const readGraph: ReadGraph = (shapes) => readModel(this.model, new Set(trained), shapes);
    const pass = new TrainPass(readModel(this.model, new Set(trained)), readGraph, loss, settings);
    if (settings.threads > 1 && !pass.compilesLoss)
      console.warn(`${this.model.name}: its loss is computed eagerly, so it trains on one thread`);
    this.dispose();
    this.compiled = {circumstances, pass, store: new WeightStore(pass.weights, trained, state)};
  }

  /** Ends its threads. It can be used again. */
  dispose(): void {
    this.compiled?.pass.dispose();
    this.compiled = undefined;
  }

  /** The steps of its stages, and how often the last batch ran each; undefined before the first batch. */
  get runs(): readonly StepRuns[] | undefined {
    return this.compiled?.pass.runs;
  }

  /** One training step; `prepare` comes before. */
  run(data: BatchTensors): tf.Tensor[] {
    const {model} = this;
    const {pass, store} = this.compiled!;
    const {inputs, targets, sampleWeights} = split(model, data);
    store.load();
    const lossValues: tf.Scalar[] = [];
    return tf.tidy(() => {
      const result = pass.run(inputs.map(numbersOf), {
        targets: pass.compilesLoss ? [targetRows(targets[0]!, model.outputs[0]!.shape.length)] : [],
        sampleWeights: sampleWeights[0] ? numbersOf(sampleWeights[0]).values : undefined,
        lossOf: (predictions) => this.loss(predictions, targets, sampleWeights, lossValues),
      });
      const penalty = this.addPenalties(store);
      const metrics = this.metrics(result.predictions, targets, lossValues);
      store.step(model.optimizer.iterations);
      return [tf.scalar(result.loss + penalty), ...metrics];
    });
  }

  /** The loss that may be compiled: of the only output, unless weights of samples are for more than single rows. */
  private outputLoss(data: BatchTensors): OutputLoss | undefined {
    const {model} = this;
    const {targets, sampleWeights} = split(model, data);
    const [output] = model.outputs;
    if (model.outputs.length > 1 || (sampleWeights[0] && output!.shape.length > 2)) return undefined;
    const rank = output!.shape.length;
    return {
      lossFunction: model.lossFunctions[0]!,
      rank,
      targetSize: targetRows(targets[0]!, rank).shape.at(-1)!,
    };
  }

  /** The loss as tfjs computes it, from predictions to a scalar. */
  private loss(
    predictions: readonly tf.Tensor[],
    targets: readonly tf.Tensor[],
    sampleWeights: BatchTensors,
    lossValues: tf.Scalar[],
  ): tf.Scalar {
    const losses = this.model.lossFunctions.map((lossFunction, index) => {
      const loss = lossFunction(targets[index]!, predictions[index]!);
      const weights = sampleWeights[index];
      return weights ? tf.mul(loss, weights) : loss;
    });
    // They are metrics of a model with several outputs.
    if (losses.length > 1) lossValues.push(...losses.map((loss) => tf.keep(tf.mean(loss)) as tf.Scalar));
    return tf.mean(losses.reduce((sum, loss) => tf.add(sum, loss)));
  }

  /** Adds the gradients of the regularizers to those of the weights, and returns their sum. */
  private addPenalties(store: WeightStore): number {
    const {model} = this;
    const variables = trainedWeightsOf(model).map((weight) => weight.read() as tf.Variable);
    if (tf.tidy(() => model.calculateLosses().length) === 0) return 0;
    const penalty = () => tf.addN(model.calculateLosses()) as tf.Scalar;
    const {value, grads} = tf.variableGrads(penalty, variables);
    const gradients = variables.flatMap(({name}, index): [number, ArrayLike<number>][] =>
      grads[name] ? [[index, grads[name].dataSync()]] : [],
    );
    store.addGradients(new Map(gradients));
    return value.dataSync()[0]!;
  }

  private metrics(
    predictions: readonly Numbers[],
    targets: readonly tf.Tensor[],
    lossValues: readonly tf.Scalar[],
  ): tf.Tensor[] {
    const {metricsTensors, outputs} = this.model;
    const tensors = metricsTensors.length === 0 ? [] : predictions.map(tensorOf);
    return metricsTensors.map(([metric, output], index) =>
      outputs.length > 1 && index < outputs.length
        ? lossValues[index]!
        : tf.mean(metric(targets[output]!, tensors[output]!)),
    );
  }
}

function split(model: LayersModel, data: BatchTensors) {
  const [inputs, outputs] = [model.inputs.length, model.outputs.length];
  return {
    inputs: data.slice(0, inputs) as tf.Tensor[],
    targets: data.slice(inputs, inputs + outputs) as tf.Tensor[],
    sampleWeights: data.slice(inputs + outputs, inputs + 2 * outputs),
  };
}

/** The targets of each row of an output. Where a row has one target, such as the index of a class, their last axis may be missing. */
function targetRows(targets: tf.Tensor, rank: number): Numbers {
  const {shape, values} = numbersOf(targets);
  return {shape: shape.length < rank ? [...shape, 1] : shape, values};
}

function numbersOf(tensor: tf.Tensor): Numbers {
  const values = tensor.dataSync();
  return {shape: tensor.shape, values: values instanceof Float32Array ? values : Float32Array.from(values)};
}

function tensorOf({shape, values}: Numbers): tf.Tensor {
  return tf.engine().makeTensor(values, [...shape], 'float32');
}

function isSame(a: Circumstances, b: Circumstances): boolean {
  return (Object.keys(a) as (keyof Circumstances)[]).every((key) => a[key] === b[key]);
}
