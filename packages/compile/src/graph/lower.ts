import {TraceError} from '../trace/compilationError.js';
import type {KernelCall, TracedTensor} from '../trace/recorder.js';
import type {StepTrace} from '../trace/traceStep.js';
import {access, GraphBuilder, type View} from './builder.js';
import type {Access, Graph} from './graph.js';
import {kernelRules} from './kernels.js';

/**
 * Lowers the kernel calls of a trace to the maps and reductions of a graph. Kernels that only rearrange elements (reshapes,
 * slices, transposes, broadcasts) become views, and no nodes.
 *
 * @param layer its name, for errors
 * @throws TraceError if a kernel is not supported; it names the kernel and the layer
 */
export function lower(trace: StepTrace, layer: string): Graph {
  const builder = new GraphBuilder();
  const views = new Map<object, View>();
  const define = (tensor: TracedTensor, view: View) => views.set(tensor.data, view);
  const parameter = (tensor: TracedTensor, role: Parameters<GraphBuilder['value']>[1]) => {
    const size = tensor.shape.reduce((product, dim) => product * dim, 1);
    define(tensor, builder.view(builder.value(size, role), tensor.shape));
  };
  parameter(trace.input, {kind: 'input'});
  for (const [index, state] of trace.states.entries()) parameter(state, {kind: 'state', index});
  for (const [index, weight] of trace.weights.entries()) parameter(weight, {kind: 'weight', index});
  parameter(trace.cotangent, {kind: 'cotangent'});

  const read = (tensor: TracedTensor): View => {
    const known = views.get(tensor.data);
    if (known !== undefined) return builder.reshape(known, tensor.shape);
    const data = trace.constants.get(tensor.data);
    if (data === undefined)
      throw new TraceError(`${layer}: a tensor of shape [${tensor.shape}] has no known source`);
    return builder.constant(data, tensor.shape);
  };
  for (const call of trace.calls) lowerCall(call, layer, builder, read, define);

  const accessOf = (tensor: TracedTensor): Access => access(builder.reshape(read(tensor), [sizeOf(tensor)]));
  const gradients = trace.gradients.map((tensor) => (tensor === null ? null : accessOf(tensor)));
  const states = trace.states.length;
  return {
    nodes: builder.nodes,
    output: accessOf(trace.output),
    states: trace.nextStates.map(accessOf),
    inputGradient: gradients[0]!,
    stateGradients: gradients.slice(1, 1 + states),
    weightGradients: gradients.slice(1 + states),
    sizes: {
      input: sizeOf(trace.input),
      output: sizeOf(trace.output),
      states: trace.states.map(sizeOf),
      weights: trace.weights.map(sizeOf),
    },
  };
}

function lowerCall(
  call: KernelCall,
  layer: string,
  builder: GraphBuilder,
  read: (tensor: TracedTensor) => View,
  define: (tensor: TracedTensor, view: View) => void,
): void {
  const {kernel, inputs, attributes, outputs} = call;
  const operands: Record<string, View> = {};
  for (const name of Object.keys(inputs)) operands[name] = read(inputs[name]!);
  const shapes = outputs.map(({shape}) => shape);
  let results: View[];
  try {
    results = kernelRules[kernel]({builder, operands, attributes, shapes});
  } catch (error) {
    throw new TraceError(`${layer}: the kernel ${kernel}: ${(error as Error).message}`);
  }
  outputs.forEach((output, index) => {
    define(output, results[index]!);
  });
}

function sizeOf({shape}: TracedTensor): number {
  return shape.reduce((product, dim) => product * dim, 1);
}
