import {LayersModel, type LayerVariable, type layers, type SymbolicTensor} from '@tensorflow/tfjs-layers';
import {CompilationError} from '../trace/compilationError.js';
import {addLayer} from './layerOperations.js';
import {ModelBuilder} from './modelBuilder.js';
import type {DrawnNumbers, Operation, Value} from './operations.js';

/** What a model computes in training, as operations in an order in which they can run. */
export interface ModelGraph {
  readonly operations: readonly Operation[];
  readonly draws: readonly DrawnNumbers[];
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  /** The weights that are trained. */
  readonly trained: ReadonlySet<LayerVariable>;
}

/**
 * Reads the layers of a model.
 *
 * @param trained the weights that are trained
 * @param shapes of the inputs, `[batch, …]`; by default those of the model. Others change nothing but the shapes of values
 * @throws CompilationError if a layer, or how layers are put together, cannot be part of a compiled training step
 */
export function readModel(
  model: LayersModel,
  trained: ReadonlySet<LayerVariable>,
  shapes: readonly (readonly (number | null)[])[] = model.inputs.map(({shape}) => shape),
): ModelGraph {
  const builder = new ModelBuilder(trained);
  const values = new Map<number, Value>(
    model.inputs.map((input, index) => [input.id, builder.input(shapes[index]!)]),
  );
  const used = new Set<layers.Layer>();
  const isChain = model.inputs.length === 1 && model.layers.every(hasOneInputAndOutput);
  /** The mask that tfjs passes to a layer none of whose inputs has one: that of the last layer that got one. */
  let lastMask: Value | undefined;

  const visit = (tensor: SymbolicTensor): Value => {
    const known = values.get(tensor.id);
    if (known !== undefined) return known;
    const {sourceLayer: layer} = tensor;
    const inputs = tensor.inputs.map(visit);
    if (used.has(layer)) throw new CompilationError(`${layer.name}: it is applied more than once`);
    used.add(layer);
    if (layer instanceof LayersModel) {
      const [output] = visitModel(layer, inputs);
      if (lastMask !== undefined || output!.mask !== undefined)
        throw new CompilationError(`${layer.name}: a model inside of another has masks`);
      values.set(tensor.id, output!);
      return output!;
    }
    if (inputs.some(({mask}) => mask !== undefined)) lastMask = inputs[0]!.mask;
    const {mask} = inputs[0]!;
    const isForeign = lastMask !== mask && !isChain;
    const output = addLayer({builder, layer, inputs, mask: lastMask, isForeign});
    values.set(tensor.id, output);
    return output;
  };
  const visitModel = (inner: LayersModel, inputs: readonly Value[]): Value[] => {
    if (inner.outputs.length > 1)
      throw new CompilationError(`${inner.name}: a model inside of another has several outputs`);
    for (const [index, {id}] of inner.inputs.entries()) values.set(id, inputs[index]!);
    return inner.outputs.map(visit);
  };
  const outputs = model.outputs.map(visit);
  const shared = builder.operations.flatMap(({weights}) => weights);
  const twice = shared.find((weight, index) => shared.indexOf(weight) !== index);
  if (twice !== undefined) throw new CompilationError(`the weight ${twice.name} is shared by several layers`);
  return {
    operations: builder.operations,
    draws: builder.draws,
    inputs: model.inputs.map(({id}) => values.get(id)!),
    outputs,
    trained,
  };
}

function hasOneInputAndOutput({inboundNodes, outboundNodes}: layers.Layer): boolean {
  return inboundNodes.length === 1 && inboundNodes[0]!.inputTensors.length <= 1 && outboundNodes.length <= 1;
}
