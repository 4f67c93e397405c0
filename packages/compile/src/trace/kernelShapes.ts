import {
  backend_util,
  broadcast_util,
  type DataType,
  slice_util,
  type TensorInfo,
  util,
} from '@tensorflow/tfjs-core';

/** What is known of an output before it is computed. */
export interface OutputShape {
  readonly shape: number[];
  readonly dtype: DataType;
  /** The input whose data it shares, if it only has another shape or type. */
  readonly shares?: TensorInfo;
}

type Inputs = Readonly<Record<string, TensorInfo>>;

/** The shape of a kernel's output, or of each; throws the error that the kernel would if its inputs do not fit together. */
type ShapeRule<Output = OutputShape> = (inputs: Inputs, attributes: never) => Output;

/** The shape and type of one input. */
const like =
  (name: string, type?: DataType): ShapeRule =>
  ({[name]: input}) => ({shape: [...input!.shape], dtype: type ?? input!.dtype});

/** The shapes of both inputs, broadcast. */
const binary =
  (type?: DataType): ShapeRule =>
  ({a, b}) => ({
    shape: broadcast_util.assertAndGetBroadcastShape(a!.shape, b!.shape),
    dtype: type ?? a!.dtype,
  });

const unary = like('x');
const arithmetic = binary();
const comparison = binary('bool');

interface ReductionAttributes {
  readonly axis?: number | number[];
  readonly reductionIndices?: number | number[];
  readonly keepDims?: boolean;
}

const reduction =
  (type: (input: DataType) => DataType): ShapeRule =>
  ({x}, {axis, reductionIndices, keepDims}: ReductionAttributes) => {
    const axes = util.parseAxisParam((axis ?? reductionIndices)!, x!.shape);
    const [shape] = backend_util.computeOutAndReduceShapes(x!.shape, axes) as [number[], number[]];
    const kept = keepDims ? backend_util.expandShapeToKeepDim(shape, axes) : shape;
    return {shape: kept, dtype: type(x!.dtype)};
  };

interface ProductAttributes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

const product: ShapeRule = ({a, b}, {transposeA, transposeB}: ProductAttributes) => {
  const matrix = ({shape}: TensorInfo, transposed: boolean) => {
    const dims = shape.slice(-2) as [number, number];
    return transposed ? dims.toReversed() : dims;
  };
  const [[rows, inner], [innerB, columns]] = [matrix(a!, transposeA), matrix(b!, transposeB)];
  util.assert(
    inner === innerB,
    () =>
      `Error in matMul: inner shapes (${inner}) and (${innerB}) of Tensors with shapes ${a!.shape} and ${b!.shape} and ` +
      `transposeA=${transposeA} and transposeB=${transposeB} must match.`,
  );
  const stack = broadcast_util.assertAndGetBroadcastShape(a!.shape.slice(0, -2), b!.shape.slice(0, -2));
  return {shape: [...stack, rows!, columns!], dtype: a!.dtype};
};

/** With a bias, which is added as `Add` does. */
const productWithBias: ShapeRule = (inputs, attributes) => {
  const output = product(inputs, attributes);
  const {bias} = inputs;
  return bias === undefined ? output : arithmetic({a: {...output, dataId: {}}, b: bias}, attributes);
};

const concat: ShapeRule = (inputs, {axis}: {axis: number}) => {
  const [first, ...rest] = Object.values(inputs) as [TensorInfo, ...TensorInfo[]];
  const shapes = [first, ...rest].map(({shape}) => shape);
  const [along] = util.parseAxisParam(axis, first.shape) as [number];
  backend_util.assertParamsConsistent(shapes, along);
  return {shape: backend_util.computeOutShape(shapes, along), dtype: first.dtype};
};

const split: ShapeRule<OutputShape[]> = (
  {x},
  {numOrSizeSplits, axis}: {numOrSizeSplits: number[] | number; axis: number},
) => {
  const [along] = util.parseAxisParam(axis, x!.shape) as [number];
  const {dtype, shape} = x!;
  const sizes = backend_util.prepareSplitSize({shape} as never, numOrSizeSplits, along);
  return sizes.map((size) => ({shape: shape.with(along, size), dtype}));
};

const slice: ShapeRule = ({x}, attributes: {begin: number | number[]; size: number | number[]}) => {
  const [begin, size] = slice_util.parseSliceParams(x!, attributes.begin, attributes.size);
  slice_util.assertParamsValid(x!, begin!, size!);
  return {shape: size!, dtype: x!.dtype};
};

const pad: ShapeRule = ({x}, {paddings}: {paddings: [number, number][]}) => ({
  shape: paddings.map(([before, after], axis) => before + x!.shape[axis]! + after),
  dtype: x!.dtype,
});

const tile: ShapeRule = ({x}, {reps}: {reps: number[]}) => ({
  shape: x!.shape.map((dim, axis) => dim * reps[axis]!),
  dtype: x!.dtype,
});

const transpose: ShapeRule = ({x}, {perm}: {perm: number[]}) => ({
  shape: perm.map((axis) => x!.shape[axis]!),
  dtype: x!.dtype,
});

const reverse: ShapeRule = ({x}, {dims}: {dims: number | number[]}) => {
  util.parseAxisParam(dims, x!.shape);
  return {shape: [...x!.shape], dtype: x!.dtype};
};

const select: ShapeRule = ({t, e}) => ({
  shape: [...t!.shape],
  dtype: backend_util.upcastType(t!.dtype, e!.dtype),
});

const identity: ShapeRule = ({x}) => ({shape: [...x!.shape], dtype: x!.dtype, shares: x!});

const reshape: ShapeRule = ({x}, attributes: {shape: number[]}) => {
  const {sizeFromShape} = util;
  const size = sizeFromShape(x!.shape);
  const shape = util.inferFromImplicitShape(attributes.shape, size);
  const newSize = sizeFromShape(shape);
  util.assert(
    newSize === size,
    () =>
      `The new shape (${shape}) has ${newSize} elements and the old shape (${x!.shape}) has ${size} elements. ` +
      'The new shape and old shape must have the same number of elements.',
  );
  return {shape, dtype: x!.dtype, shares: x!};
};

const expandDims: ShapeRule = ({input}, {dim}: {dim: number}) => ({
  shape: input!.shape.toSpliced(dim < 0 ? dim + input!.shape.length + 1 : dim, 0, 1),
  dtype: input!.dtype,
  shares: input!,
});

const cast: ShapeRule = ({x}, {dtype}: {dtype: DataType}) => {
  const shape = [...x!.shape];
  return util.hasEncodingLoss(x!.dtype, dtype) ? {shape, dtype} : {shape, dtype, shares: x!};
};

const oneHot: ShapeRule = ({indices}, {depth, dtype}: {depth: number; dtype: DataType}) => ({
  shape: [...indices!.shape, depth],
  dtype,
});

/** The largest elements along the last axis, and their indices. */
const topK: ShapeRule<OutputShape[]> = ({x}, {k}: {k: number}) => {
  const shape = x!.shape.with(-1, k);
  return [
    {shape, dtype: x!.dtype},
    {shape, dtype: 'int32'},
  ];
};

/** The supported kernels of tfjs, and the shapes of their outputs: those that tfjs' cpu kernels return. */
export const kernelShapes = {
  Abs: unary,
  Add: arithmetic,
  AddN: like('0'),
  Any: reduction(() => 'bool'),
  BatchMatMul: product,
  Cast: cast,
  ClipByValue: unary,
  Concat: concat,
  Elu: unary,
  EluGrad: like('y', 'float32'),
  Equal: comparison,
  Exp: unary,
  ExpandDims: expandDims,
  Floor: unary,
  FusedBatchNorm: unary,
  Greater: comparison,
  GreaterEqual: comparison,
  Identity: identity,
  LeakyRelu: unary,
  Less: comparison,
  LessEqual: comparison,
  Log: unary,
  Log1p: unary,
  LogicalAnd: comparison,
  LogicalNot: like('x', 'bool'),
  LogicalOr: comparison,
  Max: reduction((type) => type),
  Maximum: arithmetic,
  Mean: reduction(() => 'float32'),
  Minimum: arithmetic,
  Multiply: arithmetic,
  Neg: unary,
  NotEqual: comparison,
  OneHot: oneHot,
  OnesLike: unary,
  PadV2: pad,
  Pow: arithmetic,
  RealDiv: arithmetic,
  Reciprocal: unary,
  Relu: unary,
  Relu6: unary,
  Reshape: reshape,
  Reverse: reverse,
  Rsqrt: unary,
  Select: select,
  Selu: unary,
  Sigmoid: unary,
  Sign: unary,
  Slice: slice,
  Softmax: like('logits'),
  Softplus: unary,
  SplitV: split,
  Sqrt: unary,
  Square: unary,
  SquaredDifference: arithmetic,
  Step: unary,
  Sub: arithmetic,
  Sum: reduction((type) => backend_util.upcastType(type, 'int32')),
  Tanh: unary,
  Tile: tile,
  TopK: topK,
  Transpose: transpose,
  ZerosLike: unary,
  _FusedMatMul: productWithBias,
} satisfies Readonly<Record<string, ShapeRule<OutputShape | OutputShape[]>>>;

/** The name of a supported kernel. */
export type SupportedKernel = keyof typeof kernelShapes;

/** The name of a supported kernel that does more than to give its input another shape: of the others no call is recorded. */
export type RecordedKernel = Exclude<SupportedKernel, 'ExpandDims' | 'Identity' | 'Reshape'>;
