import {type LayersModel, type layers, RNN} from '@tensorflow/tfjs-layers';
import {generateStandalone, type StandaloneLayout} from '../code/standalone.js';
import {initialStatesOf} from '../runtime/layerValues.js';
import {compileStep, inLayer, planTrace, type StepSource} from '../runtime/pipeline.js';
import {traceStep} from '../trace/traceStep.js';
import {chainOf, type Link} from './chain.js';
import {ChainCell} from './chainCell.js';

/** The step of a network as a WebAssembly module that needs nothing else. */
export interface StandaloneStep {
  /**
   * The module. It imports nothing, and exports `memory`, which holds the weights, `first(frame)`, which writes the states before the first
   * step into a frame, and `forward(input, previous, current)`, which reads an input and the states of the previous frame, and writes the
   * output and the next states to the current frame.
   */
  readonly bytes: Uint8Array;
  readonly sizes: {readonly input: number; readonly output: number; readonly states: readonly number[]};
  readonly layout: StandaloneLayout;
  /** The recurrent layers, whose states follow each other. */
  readonly layers: readonly RNN[];
}

/**
 * Compiles the step of a network, forward only, into a module with the current weights in it. Of a model of one recurrent layer it computes
 * what the compiled layer does without relaxed SIMD, to the last bit, or within rounding where that changes rows in place; of one with several
 * layers what `predict` does, within rounding. The model itself stays as it is.
 *
 * @param model a built recurrent layer, or a model: a chain of recurrent layers, layers that map each row, and dropout, which does nothing
 * @throws ArgumentError if it is neither, or not built; it names the layer
 * @throws CompilationError if a layer cannot be compiled, or its initial states depend on its inputs
 */
export function standaloneStep(model: LayersModel | RNN): StandaloneStep {
  const links = chainOf(model);
  const recurrent = links.map(({layer}) => layer).filter((layer) => layer instanceof RNN);
  const source = sourceOf(links);
  const {cell, inputSize, name} = source;
  compileStep(source); // whether it runs here, and returns numbers
  const {plan, sizes} = planTrace(traceStep(cell, inputSize, name), name, false);
  const values = {
    weights: cell.trainableWeights.map((weight) => weight.read().dataSync() as Float32Array),
    states: recurrent.flatMap((layer) => initialStatesOf(layer)),
  };
  const {bytes, layout} = inLayer(name, () => generateStandalone(plan, sizes, values));
  const {input, output, states} = sizes;
  return {bytes, sizes: {input, output, states}, layout, layers: recurrent};
}

/** The step of a chain. */
export function sourceOf(links: readonly Link[]): StepSource {
  const [{layer, inputShape}] = links as [Link];
  return {
    // Alone, a recurrent layer is compiled as `compile` does it.
    cell: links.length === 1 ? ((layer as RNN).cell as layers.RNNCell) : new ChainCell(links),
    inputSize: inputShape.at(-1) as number,
    name: links.map(({layer}) => layer.name).join(', '),
    relaxedSimd: false,
  };
}
