/** What a value of the graph is, seen from a step. */
export type Role =
  | {readonly kind: 'input'}
  | {readonly kind: 'state'; readonly index: number}
  | {readonly kind: 'weight'; readonly index: number}
  | {readonly kind: 'cotangent'}
  | {readonly kind: 'constant'; readonly data: Float32Array}
  | {readonly kind: 'computed'};

/** Numbers in a row, made once a step. Shapes live in those who read it: see `Access`. */
export interface Value {
  readonly id: number;
  readonly size: number;
  readonly role: Role;
}

/** How someone who goes over some dimensions reads a value: at `offset + Σ index · stride`. */
export interface Access {
  readonly value: Value;
  readonly offset: number;
  /** One a dimension of the reader; 0 where the value does not vary. */
  readonly strides: readonly number[];
}

/** The functions of numbers that maps apply, by the number of their operands. */
export type ScalarFunction =
  | 'copy'
  | 'neg'
  | 'abs'
  | 'square'
  | 'sqrt'
  | 'rsqrt'
  | 'reciprocal'
  | 'exp'
  | 'log'
  | 'tanh'
  | 'sigmoid'
  | 'softplus'
  | 'relu'
  | 'step'
  | 'sign'
  | 'logicalNot'
  | 'elu'
  | 'trunc'
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'min'
  | 'max'
  | 'equal'
  | 'notEqual'
  | 'less'
  | 'lessEqual'
  | 'greater'
  | 'greaterEqual'
  | 'and'
  | 'or'
  | 'select';

/** Applies a function to every element of the dimensions. */
export interface MapNode {
  readonly kind: 'map';
  readonly fn: ScalarFunction;
  /** No dimension has size 1. */
  readonly dims: readonly number[];
  readonly operands: readonly Access[];
  readonly result: Value;
  /** Where in the result it writes: all of it in order, or, for a piece of a packed value, a part. */
  readonly target: {readonly offset: number; readonly strides: readonly number[]};
}

/** Adds up (or takes the largest of) the elements of its operand along some of its dimensions. */
interface ReduceNode {
  readonly kind: 'reduce';
  readonly fn: 'sum' | 'max';
  /** The dimensions of the operand, none of size 1. */
  readonly dims: readonly number[];
  /** Which of them are reduced; at least one. The result has the others, in their order. */
  readonly reduced: readonly boolean[];
  readonly operands: readonly [Access];
  readonly result: Value;
  /** Where in the result it writes, over the dimensions that are not reduced. */
  readonly target: {readonly offset: number; readonly strides: readonly number[]};
}

export type GraphNode = MapNode | ReduceNode;

/** How many numbers the parts of a step have. */
export interface StepSizes {
  readonly input: number;
  readonly output: number;
  readonly states: readonly number[];
  readonly weights: readonly number[];
}

/** One step of a recurrent cell, forward and backward, in the order in which it was traced. */
export interface Graph {
  readonly nodes: readonly GraphNode[];
  /** The step's output, `[units]`. */
  readonly output: Access;
  /** The next states, in order. */
  readonly states: readonly Access[];
  /** The gradients with respect to input, states and weights; null where there is none. */
  readonly inputGradient: Access | null;
  readonly stateGradients: readonly (Access | null)[];
  readonly weightGradients: readonly (Access | null)[];
  readonly sizes: StepSizes;
}

/** Row-major strides of a shape; 0 where the size is 1. */
export function rowMajor(dims: readonly number[]): number[] {
  const strides = new Array<number>(dims.length).fill(0);
  let stride = 1;
  for (let axis = dims.length - 1; axis >= 0; axis--) {
    strides[axis] = dims[axis] === 1 ? 0 : stride;
    stride *= dims[axis]!;
  }
  return strides;
}

/** How many elements there are in such dimensions. */
export function sizeOf(dims: readonly number[]): number {
  return dims.reduce((size, dim) => size * dim, 1);
}

/** Whether an access goes over its value element by element, in order and whole. */
export function isWhole({value, offset, strides}: Access, dims: readonly number[]): boolean {
  const whole = rowMajor(dims);
  return (
    offset === 0 && sizeOf(dims) === value.size && strides.every((stride, axis) => stride === whole[axis])
  );
}
