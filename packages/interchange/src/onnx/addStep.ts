import {
  CompilationError,
  type Dimension,
  type RecordedCall,
  type RecordedStep,
  type RecordedTensor,
} from '@ntmjs/compile';
import type {NamedState} from '../layer/states.js';
import type {AddWeight} from './addWeights.js';
import type {OnnxGraph} from './onnxGraph.js';
import {type OperatorRule, operators, type Value} from './operators.js';

/** The names of a step's input and output, and of the dimension that they share. */
export const NAMES = {input: 'x', output: 'y', batch: 'batch'} as const;

/**
 * Adds a recorded step to a graph: an input `x`, the states, the nodes, an output `y`, and `next.<state>` for each state. A state that the step
 * does not read is left out.
 *
 * @param states in the step's order
 * @returns the states that the step reads
 * @throws CompilationError that names a kernel that has no operator
 */
export function addStep(
  graph: OnnxGraph,
  step: RecordedStep,
  states: readonly NamedState[],
  addWeight: AddWeight,
): NamedState[] {
  const conversion = new Conversion(graph, step, addWeight);
  conversion.input(NAMES.input, step.input);
  const isRead = dataReadBy(step, [step.output, ...step.nextStates]);
  const kept = [...states.keys()].filter((index) => isRead.has(step.states[index]!.data));
  const own = (tensor: RecordedTensor, index: number): RecordedTensor => ({
    ...tensor,
    shape: ['batch', ...states[index]!.shape],
  });
  for (const index of kept) conversion.input(states[index]!.name, own(step.states[index]!, index));
  const results = kept.map((index) => own(step.nextStates[index]!, index));
  const isNeeded = dataReadBy(step, [step.output, ...results]);
  for (const call of step.calls) if (call.outputs.some(({data}) => isNeeded.has(data))) conversion.call(call);
  conversion.output(NAMES.output, step.output);
  for (const [place, index] of kept.entries())
    conversion.output(`next.${states[index]!.name}`, results[place]!);
  return kept.map((index) => states[index]!);
}

/** The data of results and of all that is read to compute them. */
function dataReadBy({calls}: RecordedStep, results: readonly RecordedTensor[]): ReadonlySet<object> {
  const found = new Set(results.map(({data}) => data));
  for (const {inputs, outputs} of calls.toReversed()) {
    if (outputs.some(({data}) => found.has(data)))
      for (const {data} of Object.values(inputs)) found.add(data);
  }
  return found;
}

/** The values of a step in a graph. */
class Conversion {
  private readonly values = new Map<object, Value>();
  private readonly reshaped = new Map<string, string>();
  private batch: string | undefined;

  constructor(
    private readonly graph: OnnxGraph,
    private readonly step: RecordedStep,
    private readonly addWeight: AddWeight,
  ) {}

  input(name: string, {data, shape}: RecordedTensor): void {
    this.values.set(data, {name: this.graph.input(name, shape), shape});
  }

  output(name: string, tensor: RecordedTensor): void {
    this.graph.output(name, tensor.shape, this.read(tensor));
  }

  call(call: RecordedCall): void {
    const operator = (operators as Readonly<Partial<Record<string, OperatorRule>>>)[call.kernel];
    if (operator === undefined)
      throw new CompilationError(`the kernel ${call.kernel} has no operator of ONNX`);
    const {graph} = this;
    const result = operator({
      graph,
      call,
      read: (tensor) => this.read(tensor),
      expand: (value, shape) => this.expand(value, shape),
    });
    for (const [index, {data, shape}] of call.outputs.entries()) {
      const value = Array.isArray(result) ? result[index] : result;
      this.values.set(data, typeof value === 'string' ? {name: value, shape} : value);
    }
  }

  /** The value of a tensor, with the tensor's shape. */
  private read(tensor: RecordedTensor): string {
    const {name, shape} = this.valueOf(tensor);
    if (isSame(shape, tensor.shape)) return name;
    const key = `${name} ${tensor.shape}`;
    const known = this.reshaped.get(key);
    if (known !== undefined) return known;
    const sizes = this.graph.integers(tensor.shape.map((dim) => (dim === 'batch' ? -1 : dim)));
    const value = this.graph.node('Reshape', [name, sizes]);
    this.reshaped.set(key, value);
    return value;
  }

  private valueOf(tensor: RecordedTensor): Value {
    const {data} = tensor;
    const known = this.values.get(data);
    if (known !== undefined) return known;
    const weight = this.step.weights.find((each) => each.tensor.data === data);
    const value =
      weight === undefined
        ? {name: this.constant(tensor), shape: tensor.shape}
        : {name: this.addWeight(weight.variable), shape: weight.tensor.shape};
    this.values.set(data, value);
    return value;
  }

  private constant({data, shape}: RecordedTensor): string {
    const elements = this.step.constants.get(data)!;
    const ofSample = shape.map((dim) => (dim === 'batch' ? 1 : dim));
    const size = ofSample.reduce((product, dim) => product * dim, 1);
    const values = elements.length === size ? elements : new Float32Array(size).fill(elements[0]!);
    const value = this.graph.constant(ofSample, values);
    return shape.includes('batch') ? this.expand(value, shape) : value;
  }

  private expand(value: string, shape: readonly Dimension[]): string {
    const {graph} = this;
    if (!shape.includes('batch')) return graph.node('Expand', [value, graph.integers(shape as number[])]);
    const axis = shape.indexOf('batch');
    this.batch ??= graph.node('Shape', [NAMES.input], {start: 0, end: 1});
    const sizes = [shape.slice(0, axis), shape.slice(axis + 1)].map((dims) =>
      dims.length === 0 ? [] : [graph.integers(dims as number[])],
    );
    const [before, after] = sizes as [string[], string[]];
    return graph.node('Expand', [value, graph.node('Concat', [...before, this.batch, ...after], {axis: 0})]);
  }
}

function isSame(a: readonly Dimension[], b: readonly Dimension[]): boolean {
  return a.length === b.length && a.every((dim, axis) => dim === b[axis]);
}
