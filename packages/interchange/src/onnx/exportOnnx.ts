import {ArgumentError, requireKeys, requireObject} from '@ntmjs/arguments';
import {recordNetwork} from '@ntmjs/compile';
import type {LayersModel, RNN} from '@tensorflow/tfjs-layers';
import {describeLayer, type LayerDescription} from '../layer/describeLayer.js';
import {type NamedState, statesOf} from '../layer/states.js';
import {sha256} from '../runner.js';
import {LAYER_KEY} from '../weightsConfig.js';
import {addStep, NAMES} from './addStep.js';
import {addWeights} from './addWeights.js';
import {OnnxGraph} from './onnxGraph.js';

export interface ExportOnnxArgs {
  /** More texts for the metadata of both models, by name. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

/** A network as two ONNX models. */
export interface OnnxModels {
  /** One step: from `x`, `[batch, inputs]`, and the states to `y`, `[batch, outputs]`, and `next.<state>` for each state. */
  readonly step: Uint8Array;
  /** From `x`, of which only the size of the batch matters, to the states before the first step, by their names. */
  readonly initialStates: Uint8Array;
}

/** The version of the form of these models, as their metadata has it. */
const FORMAT = '1';

/**
 * Writes a network as ONNX models, in single precision and for batches of any size: one of a single step, and a small one of the states that
 * sequences start from. The loop over time is the caller's. States have the names that `exportProgram` gives them, and those of a memory access
 * their own shapes; one that the step does not read, such as the last output, is left out.
 *
 * Both have the same `ntmjs.pair` in their metadata, which models that were not written together do not.
 *
 * Weights are initializers: of a model that `exportWeights` takes, with the names, the orientation and the configuration in the metadata that a
 * safetensors file has; of another as tfjs names and orients them.
 *
 * @param model a built recurrent layer; or a model that is a chain of such layers, layers that map each row (dense, activation, ReLU, …,
 *   also in `timeDistributed`), and dropout, which does nothing
 * @returns the bytes of both models
 * @throws ArgumentError if the model is neither; it names the layer
 * @throws CompilationError if a layer cannot be traced, or a kernel has no operator of ONNX; it names the kernel
 * @see ONNX, https://onnx.ai
 */
export function exportOnnx(model: LayersModel | RNN, args: ExportOnnxArgs = {}): OnnxModels {
  const {metadata = {}} = requireKeys('exportOnnx', args, ['metadata']);
  requireObject('metadata', metadata, 'an object of texts');
  for (const [name, text] of Object.entries(metadata)) {
    if (typeof text !== 'string') throw new ArgumentError(`metadata.${name}`, 'a string', text);
  }
  const {step, initialStates, layers} = recordNetwork(model);
  const description = descriptionOf(model);
  const texts = {
    ...metadata,
    'ntmjs.format': FORMAT,
    ...(layers[0]!.goBackwards === true && {'ntmjs.goBackwards': 'true'}),
    ...(description && {[LAYER_KEY]: JSON.stringify(description.config)}),
  };
  const all = statesOf(layers);
  const graph = new OnnxGraph('step');
  const states = addStep(graph, step, all, addWeights(graph, description?.parts ?? []));
  const initial = new OnnxGraph('initialStates');
  addInitialStates(
    initial,
    step.input.shape,
    states.map((state) => ({...state, values: initialStates[all.indexOf(state)]!})),
  );
  const modelsWith = (metadata: Readonly<Record<string, string>>) => ({
    step: graph.finish(metadata),
    initialStates: initial.finish(metadata),
  });
  return modelsWith({...texts, 'ntmjs.pair': digestOf(modelsWith(texts))});
}

/** A text that two models have in common if they were written together, in hexadecimal. */
function digestOf({step, initialStates}: OnnxModels): string {
  const digest = sha256(Uint8Array.from([...sha256(step), ...sha256(initialStates)]));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A layer as a file of weights has it; undefined of a model that `exportWeights` refuses. */
function descriptionOf(model: LayersModel | RNN): LayerDescription | undefined {
  try {
    return describeLayer(model);
  } catch (error) {
    if (error instanceof ArgumentError) return undefined;
    throw error;
  }
}

/** Adds the states before the first step, repeated for each sample of `x`. */
function addInitialStates(
  graph: OnnxGraph,
  inputShape: readonly (number | string)[],
  states: readonly (NamedState & {readonly values: Float32Array})[],
): void {
  const input = graph.input(NAMES.input, inputShape);
  const batch = graph.node('Shape', [input], {start: 0, end: 1});
  for (const {name, shape, values} of states) {
    const first = graph.initializer(`initial.${name}`, [1, ...shape], values);
    const sizes = graph.node('Concat', [batch, graph.integers(shape)], {axis: 0});
    graph.output(name, [NAMES.batch, ...shape], graph.node('Expand', [first, sizes]));
  }
}
