import {type LayersModel, type layers, RNN} from '@tensorflow/tfjs-layers';
import {initialStatesOf} from '../runtime/layerValues.js';
import {type RecordedStep, recordStep} from '../trace/recordStep.js';
import {chainOf} from './chain.js';
import {sourceOf} from './standaloneStep.js';

/** The step of a network as data, for programs that translate it. */
export interface RecordedNetwork {
  readonly step: RecordedStep;
  /** The states before the first step, `[size]` each, for the current weights. */
  readonly initialStates: readonly Float32Array[];
  /** The recurrent layers, whose states follow each other. */
  readonly layers: readonly RNN[];
}

/**
 * Records the step of a network as calls of tfjs' kernels. Nothing is computed or compiled, and the model itself stays as it is.
 *
 * @param model a built recurrent layer, or a model: a chain of recurrent layers, layers that map each row, and dropout, which does nothing
 * @throws ArgumentError if it is neither, or not built; it names the layer
 * @throws CompilationError if a step cannot be traced, does not do the same with each sample of a batch, or its initial states depend on its
 *   inputs; it names the layer and the kernel
 */
export function recordNetwork(model: LayersModel | RNN): RecordedNetwork {
  const links = chainOf(model);
  const {cell, inputSize, name} = sourceOf(links);
  const recurrent = links.map(({layer}) => layer).filter((layer) => layer instanceof RNN);
  const weights = links.flatMap(
    ({layer}) => (layer instanceof RNN ? (layer.cell as layers.RNNCell) : layer).weights,
  );
  return {
    step: recordStep(cell, inputSize, weights, name),
    initialStates: recurrent.flatMap((layer) => initialStatesOf(layer)),
    layers: recurrent,
  };
}
