import type {RecordedKernel} from '../trace/kernelShapes.js';
import {type GraphBuilder, type View, viewOf} from './builder.js';
import {type ScalarFunction, sizeOf} from './graph.js';

/** A kernel call, with its inputs as views of the graph. */
interface KernelArgs {
  readonly builder: GraphBuilder;
  readonly operands: Readonly<Record<string, View>>;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** The shapes of its outputs. */
  readonly shapes: readonly (readonly number[])[];
}

/** Adds a kernel call to the graph, and returns a view for each output. */
type KernelRule = (args: KernelArgs) => View[];

/** @param names of the kernel's inputs, in the order of the function's operands */
function elementwise(fn: ScalarFunction, ...names: string[]): KernelRule {
  return ({builder, operands, shapes}) => [
    builder.map(
      fn,
      shapes[0]!,
      names.map((name) => operands[name]!),
    ),
  ];
}

/** Axes as a kernel's attribute lists them: one or several, negative ones counted from the end; defaults to all. */
function axesOf(axis: unknown, rank: number): number[] {
  if (axis === undefined || axis === null) return Array.from({length: rank}, (_, index) => index);
  return [axis].flat().map((index) => ((index as number) + rank) % rank);
}

function reduction(fn: 'sum' | 'max'): KernelRule {
  return ({builder, operands: {x}, attributes, shapes}) => {
    const reduced = builder.reduce(
      fn,
      x!,
      axesOf(attributes.axis ?? attributes.reductionIndices, x!.shape.length),
    );
    return [builder.reshape(reduced, shapes[0]!)];
  };
}

const mean: KernelRule = ({builder, operands: {x}, attributes, shapes}) => {
  const axes = axesOf(attributes.axis, x!.shape.length);
  const sum = builder.reduce('sum', x!, axes);
  const count = axes.reduce((product, axis) => product * x!.shape[axis]!, 1);
  const scale = builder.constant(Float32Array.of(1 / count), []);
  return [builder.reshape(builder.map('mul', sum.shape, [sum, scale]), shapes[0]!)];
};

const softmax: KernelRule = ({builder, operands: {logits}, shapes: [shape]}) => {
  const last = [shape!.length - 1];
  const largest = builder.reduce('max', logits!, last);
  const powers = builder.map('exp', shape!, [builder.map('sub', shape!, [logits!, largest])]);
  return [builder.map('div', shape!, [powers, builder.reduce('sum', powers, last)])];
};

/** C[…, m, n] = Σₖ A[…, m, k] B[…, k, n], where A, B or both may be transposed. */
function product(builder: GraphBuilder, a: View, b: View, transposeA: unknown, transposeB: unknown): View {
  const swap = (view: View, transposed: unknown) =>
    transposed
      ? builder.transpose(
          view,
          [...view.shape.keys()].slice(0, -2).concat(view.shape.length - 1, view.shape.length - 2),
        )
      : view;
  const ranked = (view: View, rank: number) =>
    builder.reshape(view, [...Array.from({length: rank - view.shape.length}, () => 1), ...view.shape]);
  const most = Math.max(a.shape.length, b.shape.length);
  const [left, right] = [swap(ranked(a, most), transposeA), swap(ranked(b, most), transposeB)];
  const [m, k] = left.shape.slice(-2) as [number, number];
  const n = right.shape.at(-1)!;
  const batch = left.shape.slice(0, -2).map((dim, axis) => Math.max(dim, right.shape[axis]!));
  const dims = [...batch, m, n, k];
  const rank = batch.length;
  const rows = builder.broadcast(
    viewOf(left, [...left.shape.slice(0, -1), 1, k], [...left.strides.slice(0, -1), 0, left.strides.at(-1)!]),
    dims,
  );
  const flipped = builder.transpose(right, [...right.shape.keys()].slice(0, -2).concat(rank + 1, rank));
  const columns = builder.broadcast(
    viewOf(
      flipped,
      [...flipped.shape.slice(0, -2), 1, n, k],
      [...flipped.strides.slice(0, -2), 0, ...flipped.strides.slice(-2)],
    ),
    dims,
  );
  const products = builder.map('mul', dims, [rows, columns]);
  return builder.reshape(builder.reduce('sum', products, [rank + 2]), [...batch, m, n]);
}

const batchMatMul: KernelRule = ({builder, operands: {a, b}, attributes, shapes}) => [
  builder.reshape(product(builder, a!, b!, attributes.transposeA, attributes.transposeB), shapes[0]!),
];

const fusedMatMul: KernelRule = ({builder, operands: {a, b, bias}, attributes, shapes: [shape]}) => {
  if (attributes.activation !== 'linear')
    throw new Error(`the fused activation ${attributes.activation} is unsupported`);
  const plain = builder.reshape(
    product(builder, a!, b!, attributes.transposeA, attributes.transposeB),
    shape!,
  );
  return [bias === undefined ? plain : builder.map('add', shape!, [plain, bias])];
};

const clip: KernelRule = ({builder, operands: {x}, attributes, shapes: [shape]}) => {
  const bound = (name: string) => builder.constant(Float32Array.of(attributes[name] as number), []);
  const low = builder.map('max', shape!, [x!, bound('clipValueMin')]);
  return [builder.map('min', shape!, [low, bound('clipValueMax')])];
};

const concat: KernelRule = ({builder, operands, attributes, shapes: [shape]}) => {
  const [axis] = axesOf(attributes.axis, shape!.length);
  let start = 0;
  const pieces = Object.values(operands).map((view) => {
    const begin = shape!.map((_, index) => (index === axis ? start : 0));
    start += view.shape[axis!]!;
    return {view, begin};
  });
  return [
    builder.pack(
      shape!,
      pieces.filter(({view}) => !view.shape.includes(0)),
    ),
  ];
};

const split: KernelRule = ({builder, operands: {x}, attributes, shapes}) => {
  const [axis] = axesOf(attributes.axis, x!.shape.length);
  let start = 0;
  return shapes.map((shape) => {
    const begin = shape.map((_, index) => (index === axis ? start : 0));
    start += shape[axis!]!;
    return builder.slice(x!, begin, shape);
  });
};

const slice: KernelRule = ({builder, operands: {x}, attributes, shapes}) => {
  const begin = [attributes.begin].flat() as number[];
  return [
    builder.slice(
      x!,
      x!.shape.map((_, axis) => begin[axis] ?? 0),
      shapes[0]!,
    ),
  ];
};

const pad: KernelRule = ({builder, operands: {x}, attributes, shapes}) => {
  if (attributes.constantValue !== 0) throw new Error('padding with a value other than 0 is unsupported');
  const begin = (attributes.paddings as [number, number][]).map(([before]) => before);
  return [builder.pack(shapes[0]!, [{view: x!, begin}])];
};

const reverse: KernelRule = ({builder, operands: {x}, attributes}) => [
  builder.reverse(x!, axesOf(attributes.dims, x!.shape.length)),
];

/** Splits each axis in two: the outer one, with stride 0, repeats the inner one. */
const tile: KernelRule = ({builder, operands: {x}, attributes, shapes: [shape]}) => {
  const repeats = attributes.reps as number[];
  const repeated = {
    ...x!,
    shape: x!.shape.flatMap((dim, axis) => [repeats[axis]!, dim]),
    strides: x!.strides.flatMap((stride) => [0, stride]),
  };
  return [builder.reshape(repeated, shape!)];
};

const transpose: KernelRule = ({builder, operands: {x}, attributes}) => [
  builder.transpose(x!, attributes.perm as number[]),
];

/** The gradient of y = elu(x): dy for y ≥ 0, else dy (y + 1). */
const eluGradient: KernelRule = ({builder, operands: {dy, y}, shapes: [shape]}) => {
  const constant = (value: number) => builder.constant(Float32Array.of(value), []);
  const negative = builder.map('min', shape!, [y!, constant(0)]);
  return [builder.map('mul', shape!, [dy!, builder.map('add', shape!, [negative, constant(1)])])];
};

const addAll: KernelRule = ({builder, operands, shapes: [shape]}) => [
  Object.values(operands).reduce((sum, term) => builder.map('add', shape!, [sum, term])),
];

const filled =
  (value: number): KernelRule =>
  ({builder, shapes: [shape]}) => [
    {...builder.constant(Float32Array.of(value), []), shape: shape!, strides: shape!.map(() => 0)},
  ];

/** Only to `int32` and `bool`: what is cast to `float32` keeps its elements, so that no call is recorded. */
const cast: KernelRule = (args) => {
  if (args.attributes.dtype === 'int32') return elementwise('trunc', 'x')(args);
  throw new Error(`a cast to ${args.attributes.dtype} is unsupported`);
};

/** 1 for x > 0, else `alpha`. */
const step: KernelRule = (args) => {
  const [above] = elementwise('step', 'x')(args);
  const {alpha} = args.attributes as {alpha?: number};
  if (!alpha) return [above!];
  const constant = (value: number) => args.builder.constant(Float32Array.of(value), []);
  return [args.builder.map('select', args.shapes[0]!, [above!, constant(1), constant(alpha)])];
};

/** xᵖ for multiples p of ½ from −4 to 4, computed by products and a square root. */
const power: KernelRule = ({builder, operands: {a, b}, shapes: [shape]}) => {
  const {role} = b!.value;
  const exponent = role.kind === 'constant' && role.data.length === 1 ? role.data[0]! : Number.NaN;
  const size = Math.abs(exponent);
  if (!(size <= 4 && Number.isInteger(2 * size)))
    throw new Error('an exponent must be a constant multiple of ½ from −4 to 4');
  const factors = Array.from({length: Math.floor(size)}, () => a!);
  if (!Number.isInteger(size)) factors.push(builder.map('sqrt', a!.shape, [a!]));
  const one = builder.constant(Float32Array.of(1), []);
  const result = factors.reduce((product, factor) => builder.map('mul', shape!, [product, factor]), one);
  return [exponent < 0 ? builder.map('reciprocal', shape!, [result]) : builder.broadcast(result, shape!)];
};

/** The largest integer that is not above x. */
const floor: KernelRule = (args) => {
  const {builder, operands, shapes} = args;
  const shape = shapes[0]!;
  const [truncated] = elementwise('trunc', 'x')(args);
  return [builder.map('sub', shape, [truncated!, builder.map('less', shape, [operands.x!, truncated!])])];
};

/** log(1 + x) */
const logOfSum: KernelRule = ({builder, operands: {x}, shapes: [shape]}) => {
  const one = builder.constant(Float32Array.of(1), []);
  return [builder.map('log', shape!, [builder.map('add', shape!, [x!, one])])];
};

/** x for x > 0, else α x. */
const leakyRelu: KernelRule = ({builder, operands: {x}, attributes, shapes: [shape]}) => {
  const constant = (value: number) => builder.constant(Float32Array.of(value), []);
  const below = builder.map('mul', shape!, [x!, constant(attributes.alpha as number)]);
  return [builder.map('select', shape!, [builder.map('greater', shape!, [x!, constant(0)]), x!, below])];
};

/** (x − μ) / √(σ² + ε), scaled and shifted. */
const batchNorm: KernelRule = ({builder, operands, attributes, shapes: [shape]}) => {
  const {x, mean, variance, scale, offset} = operands;
  const map = (fn: ScalarFunction, ...views: View[]) => builder.map(fn, shape!, views);
  const epsilon = builder.constant(Float32Array.of(attributes.varianceEpsilon as number), []);
  const deviation = map('sqrt', map('add', variance!, epsilon));
  const normalized = map('div', map('sub', x!, mean!), deviation);
  const scaled = scale === undefined ? normalized : map('mul', normalized, scale);
  return [offset === undefined ? scaled : map('add', scaled, offset)];
};

const relu6: KernelRule = (args) => {
  const [positive] = elementwise('relu', 'x')(args);
  return [
    args.builder.map('min', args.shapes[0]!, [positive!, args.builder.constant(Float32Array.of(6), [])]),
  ];
};

/** The constants λ and α of selu(x) = λ x for x > 0, else λ α (eˣ − 1). */
const SELU = {scale: 1.0507009873554805, alpha: 1.6732632423543772};

const selu: KernelRule = (args) => {
  const {
    builder,
    operands: {x},
    shapes: [shape],
  } = args;
  const constant = (value: number) => builder.constant(Float32Array.of(value), []);
  const [exponential] = elementwise('elu', 'x')(args);
  const above = builder.map('mul', shape!, [x!, constant(SELU.scale)]);
  const below = builder.map('mul', shape!, [exponential!, constant(SELU.scale * SELU.alpha)]);
  return [builder.map('select', shape!, [builder.map('greater', shape!, [x!, constant(0)]), above, below])];
};

/** `onValue` at the index, else `offValue`. */
const oneHot: KernelRule = ({builder, operands: {indices}, attributes, shapes: [shape]}) => {
  const {depth, onValue, offValue} = attributes as Record<string, number>;
  const constant = (value: number) => builder.constant(Float32Array.of(value), []);
  const column = builder.constant(
    Float32Array.from({length: depth!}, (_, index) => index),
    [depth!],
  );
  const index = builder.reshape(indices!, [...indices!.shape, 1]);
  const hit = builder.map('equal', shape!, [index, column]);
  return [builder.map('select', shape!, [hit, constant(onValue!), constant(offValue!)])];
};

/** A search for each vector along the last axis. */
const topK: KernelRule = ({builder, operands: {x}, attributes: {k}, shapes: [shape]}) => {
  const size = x!.shape.at(-1)!;
  const count = k as number;
  const vectors = builder.reshape(x!, [sizeOf(x!.shape) / size, size]);
  const found = Array.from({length: vectors.shape[0]!}, (_, index) =>
    builder.top(count, builder.slice(vectors, [index, 0], [1, size])),
  );
  return (['values', 'indices'] as const).map((part) =>
    builder.reshape(
      builder.pack(
        [found.length, count],
        found.map((result, index) => ({view: result[part], begin: [index, 0]})),
      ),
      shape!,
    ),
  );
};

const squaredDifference: KernelRule = (args) => [
  args.builder.map('square', args.shapes[0]!, elementwise('sub', 'a', 'b')(args)),
];

/** How each supported kernel of tfjs is lowered, but for those that only give their input another shape. */
export const kernelRules: Readonly<Record<RecordedKernel, KernelRule>> = {
  Abs: elementwise('abs', 'x'),
  Add: elementwise('add', 'a', 'b'),
  AddN: addAll,
  Any: reduction('max'),
  BatchMatMul: batchMatMul,
  Cast: cast,
  ClipByValue: clip,
  Concat: concat,
  Elu: elementwise('elu', 'x'),
  EluGrad: eluGradient,
  Equal: elementwise('equal', 'a', 'b'),
  Exp: elementwise('exp', 'x'),
  Floor: floor,
  FusedBatchNorm: batchNorm,
  Greater: elementwise('greater', 'a', 'b'),
  GreaterEqual: elementwise('greaterEqual', 'a', 'b'),
  LeakyRelu: leakyRelu,
  Less: elementwise('less', 'a', 'b'),
  LessEqual: elementwise('lessEqual', 'a', 'b'),
  Log: elementwise('log', 'x'),
  Log1p: logOfSum,
  LogicalAnd: elementwise('and', 'a', 'b'),
  LogicalNot: elementwise('logicalNot', 'x'),
  LogicalOr: elementwise('or', 'a', 'b'),
  Max: reduction('max'),
  Maximum: elementwise('max', 'a', 'b'),
  Mean: mean,
  Minimum: elementwise('min', 'a', 'b'),
  Multiply: elementwise('mul', 'a', 'b'),
  Neg: elementwise('neg', 'x'),
  NotEqual: elementwise('notEqual', 'a', 'b'),
  OneHot: oneHot,
  OnesLike: filled(1),
  PadV2: pad,
  Pow: power,
  RealDiv: elementwise('div', 'a', 'b'),
  Reciprocal: elementwise('reciprocal', 'x'),
  Relu: elementwise('relu', 'x'),
  Relu6: relu6,
  Reverse: reverse,
  Rsqrt: elementwise('rsqrt', 'x'),
  Select: elementwise('select', 'condition', 't', 'e'),
  Selu: selu,
  Sigmoid: elementwise('sigmoid', 'x'),
  Sign: elementwise('sign', 'x'),
  Slice: slice,
  Softmax: softmax,
  Softplus: elementwise('softplus', 'x'),
  SplitV: split,
  Sqrt: elementwise('sqrt', 'x'),
  Square: elementwise('square', 'x'),
  SquaredDifference: squaredDifference,
  Step: step,
  Sub: elementwise('sub', 'a', 'b'),
  Sum: reduction('sum'),
  Tanh: elementwise('tanh', 'x'),
  Tile: tile,
  TopK: topK,
  Transpose: transpose,
  ZerosLike: filled(0),
  _FusedMatMul: fusedMatMul,
};
