import * as tf from '@tensorflow/tfjs-core';
import {type layers, RNN} from '@tensorflow/tfjs-layers';
import {CompilationError} from '../trace/compilationError.js';
import type {ModelBuilder} from './modelBuilder.js';
import {rowSizeOf, type Value} from './operations.js';
import {compileRecurrent} from './recurrent.js';
import {RecurrentDropout} from './recurrentDropout.js';
import {withoutGradient} from './stopGradient.js';

/** How a layer of some class runs: adds its operations, and returns its output. */
type LayerRule = (call: LayerCall) => Value;

interface LayerCall {
  readonly builder: ModelBuilder;
  readonly layer: layers.Layer;
  readonly inputs: readonly Value[];
  /** The mask that tfjs passes to the layer's call. */
  readonly mask: Value | undefined;
  /** Whether the mask is that of a layer on another path through the model. */
  readonly isForeign: boolean;
}

/** The reason for which a layer is not part of a compiled training step. */
function refuse(layer: layers.Layer, reason: string): never {
  throw new CompilationError(`${layer.name} (${layer.getClassName()}): ${reason}`);
}

/** Members of layers that their declarations hide. */
interface Hidden {
  readonly axis?: number | number[];
  readonly layer?: layers.Layer;
  readonly maskValue?: number;
  readonly maskZero?: boolean;
  readonly noiseShape?: unknown;
  readonly rate?: number;
  readonly seed?: number;
  readonly dataFormat?: string;
  readonly forwardLayer?: RNN;
  readonly backwardLayer?: RNN;
  readonly mergeMode?: 'concat' | 'sum' | 'ave' | 'mul' | null;
}

/** A layer as tfjs runs it in training, for rows `[rows, size]` of inputs of some rank. */
function applied(layer: layers.Layer, rank: number) {
  return (inputs: readonly tf.Tensor[]): tf.Tensor => {
    const ranked = inputs.map((rows) => {
      const [count, size] = rows.shape as [number, number];
      return tf.reshape(rows, [count, ...Array.from({length: rank - 2}, () => 1), size]);
    });
    const [output] = [layer.call(ranked.length === 1 ? ranked[0]! : ranked, {training: true})].flat();
    return tf.reshape(output!, [inputs[0]!.shape[0]!, -1]);
  };
}

/** A layer that maps each row of its input. */
const rowwise: LayerRule = ({builder, layer, inputs: [input]}) => {
  const shape = [...input!.shape.slice(0, -1), outputShapeOf(layer, input!).at(-1)!];
  return builder.rows(layer.name, [input!], shape, applied(layer, shape.length), {
    weights: layer.weights,
    mask: handedOn(layer, input!),
  });
};

/** A layer that maps each row, as long as it works along the last axis. */
const alongLastAxis: LayerRule = (call) => {
  const {axis = -1} = call.layer as Hidden;
  const rank = call.inputs[0]!.shape.length;
  if ([axis].flat().some((each) => (each + rank) % rank !== rank - 1) || [axis].flat().length !== 1)
    refuse(call.layer, `its axis is ${axis}, not the last one`);
  return rowwise(call);
};

function outputShapeOf(layer: layers.Layer, {shape}: Value): readonly (number | null)[] {
  return layer.computeOutputShape([...shape]) as (number | null)[];
}

/** The mask that a layer hands on: by default that of its input, if it supports masks. */
function handedOn(layer: layers.Layer, {mask}: Value): Value | undefined {
  return layer.supportsMasking ? mask : undefined;
}

/** What dropout multiplies its input by: 0, or 1 / (1 − rate). The values are those of tfjs, for equal seeds and shapes. */
function drawDropout(shape: readonly number[], rate: number, seed: number | undefined): Float32Array {
  const multipliers = tf.tidy(() => tf.dropout(tf.ones([...shape]), rate, undefined, seed));
  const values = multipliers.dataSync() as Float32Array;
  multipliers.dispose();
  return values;
}

const dropout: LayerRule = ({builder, layer, inputs: [input]}) => {
  const {rate, seed, noiseShape} = layer as Hidden;
  if (noiseShape != null) refuse(layer, 'it has a noiseShape');
  const mask = handedOn(layer, input!);
  if (!(rate! > 0 && rate! < 1)) return {...input!, mask};
  const multipliers = builder.drawn(input!.shape, (shape) => drawDropout(shape, rate!, seed));
  return builder.rows(layer.name, [input!, multipliers], input!.shape, ([x, by]) => tf.mul(x!, by!), {mask});
};

const masking: LayerRule = (call) => {
  const {
    builder,
    layer,
    inputs: [input],
  } = call;
  const {maskValue} = layer as Hidden;
  const mask = builder.stage(
    layer.name,
    [input!],
    input!.shape.slice(0, -1),
    () => ({code: {kind: 'unequalRow', value: maskValue!}}),
    {constant: true},
  );
  const kept = withoutGradient((x) => tf.cast(tf.any(tf.notEqual(x, maskValue!), -1, true), 'float32'));
  return builder.rows(layer.name, [input!], input!.shape, ([x]) => tf.mul(x!, kept(x!)), {mask});
};

const embedding: LayerRule = ({builder, layer, inputs: [input]}) => {
  const {maskZero} = layer as Hidden;
  const mask = maskZero
    ? builder.stage(layer.name, [input!], input!.shape, () => ({code: {kind: 'nonZero'}}), {constant: true})
    : undefined;
  const [table] = layer.weights;
  const [rows, size] = table!.shape as [number, number];
  return builder.stage(
    layer.name,
    [input!],
    outputShapeOf(layer, input!),
    () => ({code: {kind: 'embedding', name: layer.name, rows, size}}),
    {weights: layer.weights, mask},
  );
};

/** A recurrent layer that returns its output alone. */
const recurrent: LayerRule = ({builder, layer, inputs, mask, isForeign}) => {
  const rnn = layer as RNN;
  const [input] = inputs;
  if (inputs.length > 1) refuse(rnn, 'it gets its initial states from other layers');
  if (isForeign) refuse(rnn, 'tfjs passes it the mask of a layer that is none of its inputs');
  if (rnn.returnState) refuse(rnn, 'it returns its states');
  if (rnn.stateful) refuse(rnn, 'it is stateful');
  const {trainableWeights, weights} = rnn.cell as layers.RNNCell;
  if (trainableWeights.length < weights.length) refuse(rnn, 'not all weights of its cell are trainable');
  const dropped = new RecurrentDropout(rnn.cell as layers.RNNCell);
  const multipliers = dropped.sizes.map((size, part) =>
    builder.drawn([null, size], (shape) => dropped.draw(part, shape)),
  );
  const how = {masked: mask !== undefined, first: !input!.needsGradient};
  return builder.stage(
    rnn.name,
    [input!, ...(mask === undefined ? [] : [mask]), ...multipliers],
    outputShapeOf(rnn, input!),
    (settings) => compileRecurrent(rnn, dropped, how, settings),
    {weights: trainableWeights, mask: rnn.returnSequences ? input!.mask : undefined},
  );
};

const merges = {
  concat: (a: tf.Tensor, b: tf.Tensor) => tf.concat([a, b], 1),
  sum: (a: tf.Tensor, b: tf.Tensor) => tf.add(a, b),
  ave: (a: tf.Tensor, b: tf.Tensor) => tf.mul(0.5, tf.add(a, b)),
  mul: (a: tf.Tensor, b: tf.Tensor) => tf.mul(a, b),
};

const bidirectional: LayerRule = (call) => {
  const {
    builder,
    layer,
    inputs: [input],
  } = call;
  const {forwardLayer, backwardLayer, mergeMode} = layer as Hidden;
  if (mergeMode == null) refuse(layer, 'its mergeMode is null');
  const forward = recurrent({...call, layer: forwardLayer!});
  let backward = recurrent({...call, layer: backwardLayer!});
  const {returnSequences} = forwardLayer!;
  if (returnSequences)
    backward = builder.stage(layer.name, [backward], backward.shape, () => ({code: {kind: 'reverse'}}));
  const size = rowSizeOf(forward) * (mergeMode === 'concat' ? 2 : 1);
  return builder.rows(
    layer.name,
    [forward, backward],
    [...forward.shape.slice(0, -1), size],
    ([a, b]) => merges[mergeMode!](a!, b!),
    {mask: returnSequences ? input!.mask : undefined},
  );
};

const timeDistributed: LayerRule = (call) => {
  const {
    layer: wrapper,
    inputs: [input],
  } = call;
  const {layer} = wrapper as Hidden;
  const rule = layerRules.get(layer!.getClassName());
  if (rule !== rowwise && rule !== alongLastAxis)
    refuse(
      wrapper,
      `the layer in it, ${layer!.name} (${layer!.getClassName()}), does not map each row alone`,
    );
  return {...rule!({...call, layer: layer!}), mask: handedOn(wrapper, input!)};
};

/** A layer that combines the rows of several inputs of the same shape, or concatenates them. */
const merge: LayerRule = (call) => {
  const {builder, layer, inputs} = call;
  const [first] = inputs;
  if (inputs.some(({mask}) => mask !== undefined)) refuse(layer, 'its inputs have masks');
  const kept = layer.getClassName() === 'Concatenate' ? -1 : undefined;
  const compared = ({shape}: Value) => String(shape.slice(0, kept));
  if (inputs.some((input) => compared(input) !== compared(first!)))
    refuse(layer, 'its inputs differ in shape');
  const shape = layer.computeOutputShape(inputs.map((input) => [...input.shape])) as (number | null)[];
  return builder.rows(layer.name, inputs, shape, applied(layer, shape.length));
};

const concatenate: LayerRule = (call) => {
  const {axis = -1} = call.layer as Hidden;
  const rank = call.inputs[0]!.shape.length;
  if (((axis as number) + rank) % rank !== rank - 1) refuse(call.layer, 'its axis is not the last one');
  return merge(call);
};

const repeat: LayerRule = ({builder, layer, inputs: [input]}) =>
  builder.stage(layer.name, [input!], outputShapeOf(layer, input!), () => ({code: {kind: 'repeat'}}));

const reshape: LayerRule = ({builder, layer, inputs: [input]}) => {
  if ((layer as Hidden).dataFormat === 'channelsFirst') refuse(layer, 'its dataFormat is channelsFirst');
  return builder.stage(
    layer.name,
    [input!],
    outputShapeOf(layer, input!),
    () => ({code: {kind: 'reshape'}}),
    {mask: handedOn(layer, input!)},
  );
};

const layerRules: ReadonlyMap<string, LayerRule> = new Map<string, LayerRule>([
  ['Activation', rowwise],
  ['Add', merge],
  ['Average', merge],
  ['Bidirectional', bidirectional],
  ['Concatenate', concatenate],
  ['Dense', rowwise],
  ['Dropout', dropout],
  ['ELU', rowwise],
  ['Embedding', embedding],
  ['Flatten', reshape],
  ['LayerNormalization', alongLastAxis],
  ['LeakyReLU', rowwise],
  ['Masking', masking],
  ['Maximum', merge],
  ['Minimum', merge],
  ['Multiply', merge],
  ['ReLU', rowwise],
  ['RepeatVector', repeat],
  ['Reshape', reshape],
  ['Softmax', alongLastAxis],
  ['TimeDistributed', timeDistributed],
]);

/**
 * Adds the operations of one call of a layer.
 *
 * @returns its output
 * @throws CompilationError if the layer cannot be part of a compiled training step
 */
export function addLayer(call: LayerCall): Value {
  const {layer} = call;
  if (layer instanceof RNN) return recurrent(call);
  const rule = layerRules.get(layer.getClassName());
  if (rule === undefined) refuse(layer, 'its class is none of those that are compiled');
  return rule!(call);
}
