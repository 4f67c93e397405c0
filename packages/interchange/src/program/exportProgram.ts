import {ArgumentError, requireKeys, requireObject} from '@ntmjs/arguments';
import {standaloneStep} from '@ntmjs/compile';
import {MemoryAugmentedCell} from '@ntmjs/layers';
import type {LayersModel, layers, RNN} from '@tensorflow/tfjs-layers';
import {statesOf} from '../layer/states.js';
import type {NetworkDescription} from '../runner.js';
import {withSections} from './withSections.js';

export interface ExportProgramArgs {
  /** Texts for the description of the network, by name. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

/**
 * Writes a network as a WebAssembly module that needs no tfjs: its compiled step, its weights as they are now, and a description, for
 * `@ntmjs/interchange/runner`. Of a model of one recurrent layer, steps compute what the compiled layer does (`compile` of
 * `@ntmjs/compile`, without relaxed SIMD) to the last bit, or within rounding where that changes rows in place, as the steps of `sdnc` do; of one
 * with several layers what `predict` does, within rounding.
 *
 * @param model a built recurrent layer; or a model that is a chain of such layers, layers that map each row (dense, activation, ReLU, …,
 *   also in `timeDistributed`), and dropout, which does nothing
 * @returns the bytes of the file
 * @throws ArgumentError if the model is neither; it names the layer
 * @throws CompilationError if a layer cannot be compiled, or its initial states depend on its inputs
 */
export function exportProgram(model: LayersModel | RNN, args: ExportProgramArgs = {}): Uint8Array {
  const {metadata = {}} = requireKeys('exportProgram', args, ['metadata']);
  requireObject('metadata', metadata, 'an object of texts');
  for (const [name, text] of Object.entries(metadata)) {
    if (typeof text !== 'string') throw new ArgumentError(`metadata.${name}`, 'a string', text);
  }
  const {bytes, sizes, layout, layers} = standaloneStep(model);
  const states = statesOf(layers);
  const {pages, input, frames, frameBytes, output} = layout;
  const description: NetworkDescription = {
    architecture: layers.map(architectureOf).join(', '),
    inputs: sizes.input,
    outputs: sizes.output,
    goBackwards: layers[0]!.goBackwards === true,
    states: sizes.states.map((size, index) => ({
      name: states[index]!.name,
      size,
      offset: layout.states[index]!,
    })),
    memory: {pages, input, frames, frameBytes, output},
    metadata,
  };
  return withSections(bytes, description);
}

function architectureOf(layer: RNN): string {
  const cell = layer.cell as layers.RNNCell;
  return (cell instanceof MemoryAugmentedCell ? cell.access : cell).getClassName();
}
