/** Where a value of the graph comes from. */
export type Role =
  | {readonly kind: 'input'}
  | {readonly kind: 'state'; readonly index: number}
  | {readonly kind: 'weight'; readonly index: number}
  | {readonly kind: 'cotangent'}
  | {readonly kind: 'constant'; readonly data: Float32Array}
  | {readonly kind: 'computed'};

/** A vector of numbers. It has no shape: every node that reads it has its own view of it, an `Access`. */
export interface Value {
  readonly id: number;
  readonly size: number;
  readonly role: Role;
}

/** How a node with some dimensions reads a value: the element at `offset + Σ index · stride`. */
export interface Access {
  readonly value: Value;
  readonly offset: number;
  /** One per dimension of the reader; 0 along a dimension in which the value does not vary. */
  readonly strides: readonly number[];
}

/** The scalar functions that maps apply, ordered by the number of operands. */
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

/** Applies a function at every index of its dimensions. */
export interface MapNode {
  readonly kind: 'map';
  readonly fn: ScalarFunction;
  /** No dimension has size 1. */
  readonly dims: readonly number[];
  readonly operands: readonly Access[];
  readonly result: Value;
  /** The elements of the result that it writes: all in order, or a part if the result is packed from several pieces. */
  readonly target: {readonly offset: number; readonly strides: readonly number[]};
}

/** The sum, or the maximum, of its operand's elements along some of its dimensions. */
interface ReduceNode {
  readonly kind: 'reduce';
  readonly fn: 'sum' | 'max';
  /** The dimensions of the operand, none of size 1. */
  readonly dims: readonly number[];
  /** Which of them are reduced; at least one. The result has the others, in the same order. */
  readonly reduced: readonly boolean[];
  readonly operands: readonly [Access];
  readonly result: Value;
  /** The elements of the result that it writes, over the dimensions that are not reduced. */
  readonly target: {readonly offset: number; readonly strides: readonly number[]};
}

/** The indices of the largest elements of a vector, in descending order, then these elements. Of equal ones, the first is before the others. */
export interface TopNode {
  readonly kind: 'top';
  /** How many elements; the result has twice as many. */
  readonly count: number;
  /** The size of the vector; none if it is 1. */
  readonly dims: readonly number[];
  readonly operands: readonly [Access];
  readonly result: Value;
  readonly target: {readonly offset: number; readonly strides: readonly number[]};
}

export type GraphNode = MapNode | ReduceNode | TopNode;

/** The number of elements of each part of a step. */
export interface StepSizes {
  readonly input: number;
  readonly output: number;
  readonly states: readonly number[];
  readonly weights: readonly number[];
}

/** One step of a recurrent cell, forward and backward, in the order of its trace. */
export interface Graph {
  readonly nodes: readonly GraphNode[];
  /** The step's output, `[units]`. */
  readonly output: Access;
  /** The next states, in order. */
  readonly states: readonly Access[];
  /** The gradients with respect to input, states and weights; null if the step does not depend on one. */
  readonly inputGradient: Access | null;
  readonly stateGradients: readonly (Access | null)[];
  readonly weightGradients: readonly (Access | null)[];
  readonly sizes: StepSizes;
}

/** A node with other operands. */
export function withOperands(node: GraphNode, operands: readonly Access[]): GraphNode {
  return {...node, operands} as GraphNode;
}

/** A node that writes other elements. */
export function withTarget(node: GraphNode, result: Value, target: GraphNode['target']): GraphNode {
  return {...node, result, target};
}

/** Row-major strides of a shape; 0 for dimensions of size 1. */
export function rowMajor(dims: readonly number[]): number[] {
  const strides = new Array<number>(dims.length).fill(0);
  let stride = 1;
  for (let axis = dims.length - 1; axis >= 0; axis--) {
    strides[axis] = dims[axis] === 1 ? 0 : stride;
    stride *= dims[axis]!;
  }
  return strides;
}

/** The number of elements of a shape. */
export function sizeOf(dims: readonly number[]): number {
  return dims.reduce((size, dim) => size * dim, 1);
}

/** Whether an access reads all elements of its value in order. */
export function isWhole({value, offset, strides}: Access, dims: readonly number[]): boolean {
  const whole = rowMajor(dims);
  return (
    offset === 0 && sizeOf(dims) === value.size && strides.every((stride, axis) => stride === whole[axis])
  );
}
