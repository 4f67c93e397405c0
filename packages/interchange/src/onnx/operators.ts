import {CompilationError, type Dimension, type RecordedCall, type RecordedTensor} from '@ntmjs/compile';
import {type Attributes, ElementType, type OnnxGraph} from './onnxGraph.js';

/** A call of a tfjs kernel that becomes nodes. */
interface OperatorArgs {
  readonly graph: OnnxGraph;
  readonly call: RecordedCall;
  /** The name of an input's value, with that shape. Booleans are numbers, 0 and 1. */
  readonly read: (input: RecordedTensor) => string;
  /** The name of a value with that shape, to which it is broadcast. */
  readonly expand: (value: string, shape: readonly Dimension[]) => string;
}

/** A value of the model, and its shape. */
export interface Value {
  readonly name: string;
  readonly shape: readonly Dimension[];
}

/** Adds the nodes of a kernel, and returns the name of the value of each output; with its shape if it is not that of the kernel's output. */
export type OperatorRule = (args: OperatorArgs) => string | Value | readonly string[];

/** Adds nodes for the values of inputs by name. */
type Values = (graph: OnnxGraph, values: readonly string[], call: RecordedCall) => string;

/** A kernel of those inputs. */
function of(names: readonly string[], compute: Values): OperatorRule {
  return ({graph, call, read}) =>
    compute(
      graph,
      names.map((name) => read(call.inputs[name]!)),
      call,
    );
}

const unary = (operator: string, attributes: Attributes = {}) =>
  of(['x'], (graph, values) => graph.node(operator, values, attributes));

const binary = (operator: string) => of(['a', 'b'], (graph, values) => graph.node(operator, values));

/** Booleans as numbers. */
function numbers(graph: OnnxGraph, booleans: string): string {
  return graph.node('Cast', [booleans], {to: ElementType.FLOAT});
}

/** Whether each number is not 0. */
function booleans(graph: OnnxGraph, values: string): string {
  return graph.node('Cast', [values], {to: ElementType.BOOL});
}

const comparison = (operator: string) =>
  of(['a', 'b'], (graph, values) => numbers(graph, graph.node(operator, values)));

const logical = (operator: string, ...names: string[]) =>
  of(names, (graph, values) =>
    numbers(
      graph,
      graph.node(
        operator,
        values.map((value) => booleans(graph, value)),
      ),
    ),
  );

/** Clipped to the range from 0 to 6. */
const relu6: Values = (graph, [x]) => graph.node('Clip', [x!, graph.scalar(0), graph.scalar(6)]);

const clip = of(['x'], (graph, [x], {attributes}) => {
  const bounds = ['clipValueMin', 'clipValueMax'].map((name) => graph.scalar(attributes[name] as number));
  return graph.node('Clip', [x!, ...bounds]);
});

/** Axes as a kernel's attribute lists them: one or several; defaults to all. */
function axesOf(axis: unknown, {shape}: RecordedTensor): number[] {
  return axis == null ? [...shape.keys()] : ([axis].flat() as number[]);
}

const reduction = (operator: string) =>
  of(['x'], (graph, [x], {inputs, attributes}) => {
    const axes = axesOf(attributes.axis ?? attributes.reductionIndices, inputs.x!);
    // ONNX reduces along all axes if there are none.
    if (axes.length === 0) return x!;
    return graph.node(operator, [x!, graph.integers(axes)], {keepdims: attributes.keepDims ? 1 : 0});
  });

/** The activations that tfjs fuses with a product. */
const activations: Readonly<Record<string, Values>> = {
  linear: (_, [x]) => x!,
  relu: (graph, values) => graph.node('Relu', values),
  relu6,
  elu: (graph, values) => graph.node('Elu', values),
  sigmoid: (graph, values) => graph.node('Sigmoid', values),
  leakyrelu: (graph, values, {attributes}) =>
    graph.node('LeakyRelu', values, {alpha: {float: attributes.leakyreluAlpha as number}}),
};

/** A product of matrices, or of stacks of them, and a bias. tfjs has a stack of one where there is none. */
const product: OperatorRule = ({graph, call, read}) => {
  const {a, b, bias} = call.inputs as {a: RecordedTensor; b: RecordedTensor; bias?: RecordedTensor};
  const {transposeA, transposeB, activation = 'linear'} = call.attributes;
  const isStack = [a, b].some(({shape}) => shape.slice(0, -2).some((dim) => dim !== 1));
  const unstacked = (shape: readonly Dimension[]) => (isStack ? shape : shape.slice(-2));
  const operand = (tensor: RecordedTensor, isTransposed: unknown) => {
    const shape = unstacked(tensor.shape);
    const matrices = read({...tensor, shape});
    if (!isTransposed) return matrices;
    const axes = [...shape.keys()];
    return graph.node('Transpose', [matrices], {perm: [...axes.slice(0, -2), axes.at(-1)!, axes.at(-2)!]});
  };
  const plain = graph.node('MatMul', [operand(a, transposeA), operand(b, transposeB)]);
  const sum = bias === undefined ? plain : graph.node('Add', [plain, read(bias)]);
  const activate = activations[activation as string];
  if (activate === undefined)
    throw new CompilationError(`the kernel ${call.kernel}: the activation ${activation} is unsupported`);
  return {name: activate(graph, [sum], call), shape: unstacked(call.outputs[0]!.shape)};
};

/** All inputs of a kernel that takes a list. */
const list = (compute: Values): OperatorRule => {
  return ({graph, call, read}) =>
    compute(
      graph,
      Object.values(call.inputs).map((input) => read(input)),
      call,
    );
};

const split: OperatorRule = ({graph, call, read}) => {
  const axis = call.attributes.axis as number;
  const sizes = call.outputs.map(({shape}) => shape.at(axis) as number);
  return graph.nodes('Split', [read(call.inputs.x!), graph.integers(sizes)], sizes.length, {axis});
};

/** Along the axes whose size changes. */
const slice = of(['x'], (graph, [value], {inputs, attributes, outputs}) => {
  const begin = [attributes.begin].flat() as number[];
  const [from, to] = [inputs.x!.shape, outputs[0]!.shape];
  const axes = [...from.keys()].filter((axis) => from[axis] !== to[axis]);
  if (axes.length === 0) return value!;
  const starts = axes.map((axis) => begin[axis] ?? 0);
  const ends = axes.map((axis, index) => starts[index]! + (to[axis] as number));
  return graph.node('Slice', [value!, ...[starts, ends, axes].map((values) => graph.integers(values))]);
});

const reverse = of(['x'], (graph, [value], {inputs: {x}, attributes}) => {
  const axes = axesOf(attributes.dims, x!);
  // An end before the first element.
  const ends = axes.map((axis) => -1 - (x!.shape.at(axis) as number));
  const steps = axes.map(() => -1);
  return graph.node('Slice', [value!, ...[steps, ends, axes, steps].map((values) => graph.integers(values))]);
});

const pad = of(['x'], (graph, [value], {attributes}) => {
  const paddings = attributes.paddings as readonly (readonly [number, number])[];
  const sizes = [...paddings.map(([before]) => before), ...paddings.map(([, after]) => after)];
  return graph.node('Pad', [value!, graph.integers(sizes), graph.scalar(attributes.constantValue as number)]);
});

/** Along the batch a tensor has one element, which is repeated for each sample. */
const tile: OperatorRule = ({graph, call, read, expand}) => {
  const [{shape: from}, {shape: to}] = [call.inputs.x!, call.outputs[0]!];
  const repeats = from.map((dim, axis) => (dim === to[axis] ? 1 : Number(to[axis]) / Number(dim)));
  const isBatch = (axis: number) => to[axis] === 'batch' && from[axis] !== 'batch';
  const counts = repeats.map((count, axis) => (isBatch(axis) ? 1 : count));
  const tiled = graph.node('Tile', [read(call.inputs.x!), graph.integers(counts)]);
  return repeats.some((_, axis) => isBatch(axis)) ? expand(tiled, to) : tiled;
};

const filled =
  (value: number): OperatorRule =>
  ({graph, call, expand}) =>
    expand(graph.scalar(value), call.outputs[0]!.shape);

/** To booleans or integers: other casts are not recorded. */
const cast = of(['x'], (graph, [x], {attributes: {dtype}}) => {
  const to = dtype === 'bool' ? ElementType.BOOL : ElementType.INT32;
  return numbers(graph, graph.node('Cast', [x!], {to}));
});

/** 1 for x > 0, else `alpha`. */
const step = of(['x'], (graph, [x], {attributes: {alpha}}) => {
  const isAbove = graph.node('Greater', [x!, graph.scalar(0)]);
  return graph.node('Where', [isAbove, graph.scalar(1), graph.scalar((alpha as number) ?? 0)]);
});

const select = of(['condition', 't', 'e'], (graph, [condition, t, e]) =>
  graph.node('Where', [booleans(graph, condition!), t!, e!]),
);

/** (x − μ) / √(σ² + ε), scaled and shifted. */
const batchNorm: OperatorRule = ({graph, call, read}) => {
  const {x, mean, variance, scale, offset} = call.inputs;
  const epsilon = graph.scalar(call.attributes.varianceEpsilon as number);
  const deviation = graph.node('Sqrt', [graph.node('Add', [read(variance!), epsilon])]);
  const normalized = graph.node('Div', [graph.node('Sub', [read(x!), read(mean!)]), deviation]);
  const scaled = scale === undefined ? normalized : graph.node('Mul', [normalized, read(scale)]);
  return offset === undefined ? scaled : graph.node('Add', [scaled, read(offset)]);
};

/** `onValue` at the index, else `offValue`. */
const oneHot: OperatorRule = ({graph, call, read}) => {
  const {depth, onValue, offValue} = call.attributes as Record<string, number>;
  const {indices} = call.inputs;
  const column = graph.constant(
    [depth!],
    Float32Array.from({length: depth!}, (_, index) => index),
  );
  const hit = graph.node('Equal', [read({...indices!, shape: [...indices!.shape, 1]}), column]);
  return graph.node('Where', [hit, graph.scalar(onValue!), graph.scalar(offValue!)]);
};

/** ONNX, as tfjs, puts the lower index first where elements are equal. */
const topK: OperatorRule = ({graph, call, read}) => {
  const count = graph.integers([call.attributes.k as number]);
  const [values, indices] = graph.nodes('TopK', [read(call.inputs.x!), count], 2, {axis: -1}) as [
    string,
    string,
  ];
  return [values, numbers(graph, indices)];
};

/** The operators of each kernel that the step of a network may call: all but that of a gradient. */
export const operators: Readonly<Record<Exclude<RecordedCall['kernel'], 'EluGrad'>, OperatorRule>> = {
  Abs: unary('Abs'),
  Add: binary('Add'),
  AddN: list((graph, values) => graph.node('Sum', values)),
  Any: reduction('ReduceMax'),
  BatchMatMul: product,
  Cast: cast,
  ClipByValue: clip,
  Concat: list((graph, values, {attributes: {axis}}) => graph.node('Concat', values, {axis: axis as number})),
  Elu: unary('Elu'),
  Equal: comparison('Equal'),
  Exp: unary('Exp'),
  Floor: unary('Floor'),
  FusedBatchNorm: batchNorm,
  Greater: comparison('Greater'),
  GreaterEqual: comparison('GreaterOrEqual'),
  LeakyRelu: of(['x'], (graph, values, {attributes}) =>
    graph.node('LeakyRelu', values, {alpha: {float: attributes.alpha as number}}),
  ),
  Less: comparison('Less'),
  LessEqual: comparison('LessOrEqual'),
  Log: unary('Log'),
  Log1p: of(['x'], (graph, [x]) => graph.node('Log', [graph.node('Add', [x!, graph.scalar(1)])])),
  LogicalAnd: logical('And', 'a', 'b'),
  LogicalNot: logical('Not', 'x'),
  LogicalOr: logical('Or', 'a', 'b'),
  Max: reduction('ReduceMax'),
  Maximum: binary('Max'),
  Mean: reduction('ReduceMean'),
  Minimum: binary('Min'),
  Multiply: binary('Mul'),
  Neg: unary('Neg'),
  NotEqual: of(['a', 'b'], (graph, values) =>
    numbers(graph, graph.node('Not', [graph.node('Equal', values)])),
  ),
  OneHot: oneHot,
  OnesLike: filled(1),
  PadV2: pad,
  Pow: binary('Pow'),
  RealDiv: binary('Div'),
  Reciprocal: unary('Reciprocal'),
  Relu: unary('Relu'),
  Relu6: of(['x'], relu6),
  Reverse: reverse,
  Rsqrt: of(['x'], (graph, values) => graph.node('Reciprocal', [graph.node('Sqrt', values)])),
  Select: select,
  Selu: unary('Selu'),
  Sigmoid: unary('Sigmoid'),
  Sign: unary('Sign'),
  Slice: slice,
  Softmax: of(['logits'], (graph, values) => graph.node('Softmax', values)),
  Softplus: unary('Softplus'),
  SplitV: split,
  Sqrt: unary('Sqrt'),
  Square: of(['x'], (graph, [x]) => graph.node('Mul', [x!, x!])),
  SquaredDifference: of(['a', 'b'], (graph, values) => {
    const difference = graph.node('Sub', values);
    return graph.node('Mul', [difference, difference]);
  }),
  Step: step,
  Sub: binary('Sub'),
  Sum: reduction('ReduceSum'),
  Tanh: unary('Tanh'),
  Tile: tile,
  TopK: topK,
  Transpose: of(['x'], (graph, values, {attributes: {perm}}) =>
    graph.node('Transpose', values, {perm: perm as readonly number[]}),
  ),
  ZerosLike: filled(0),
  _FusedMatMul: product,
};
