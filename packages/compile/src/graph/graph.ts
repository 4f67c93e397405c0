/** Where a value of the graph comes from. */
export type Role =
  | {readonly kind: 'input'}
  | {readonly kind: 'state'; readonly index: number}
  | {readonly kind: 'weight'; readonly index: number}
  | {readonly kind: 'cotangent'}
  | {readonly kind: 'constant'; readonly data: Float32Array}
  /** A state whose rows are changed in place, or the gradient with respect to it: as it was, or as it is once a step has changed it. */
  | {readonly kind: 'rows'; readonly state: number; readonly gradient: boolean; readonly isNew: boolean}
  /** The list of the rows that may differ from those that no step has changed, and of some of these. */
  | {readonly kind: 'active'}
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
  /** The dimension along which the index is not that of the reader, but that of the row in a list. */
  readonly rows?: RowDimension | undefined;
}

/** A dimension over the rows of a list, of which there may be fewer than its size. */
export interface RowDimension {
  readonly dim: number;
  /** The number of rows, as an integer, then from element `LIST_START` on their indices. No row is there twice. */
  readonly list: Value;
}

/** The element of a list with its first row. */
export const LIST_START = 4;

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
  /** No dimension has size 1, except one of rows. */
  readonly dims: readonly number[];
  readonly rows?: RowDimension | undefined;
  readonly operands: readonly Access[];
  readonly result: Value;
  /** The elements of the result that it writes: all in order, or a part if the result is packed from several pieces. */
  readonly target: Target;
}

/** The elements of a value that a node writes. */
type Target = Omit<Access, 'value'>;

/** The sum, or the maximum, of its operand's elements along some of its dimensions. */
interface ReduceNode {
  readonly kind: 'reduce';
  readonly fn: 'sum' | 'max';
  /** The dimensions of the operand, none of size 1, except one of rows. */
  readonly dims: readonly number[];
  readonly rows?: RowDimension | undefined;
  /** Which of them are reduced; at least one. The result has the others, in the same order. */
  readonly reduced: readonly boolean[];
  readonly operands: readonly [Access];
  readonly result: Value;
  /** The elements of the result that it writes, over the dimensions that are not reduced. */
  readonly target: Target;
}

/** The indices of the largest elements of a vector, in descending order, then these elements. Of equal ones, the first is before the others. */
export interface TopNode {
  readonly kind: 'top';
  /** How many elements; the result has twice as many. */
  readonly count: number;
  /** The size of the vector; none if it is 1. */
  readonly dims: readonly number[];
  /** If there are rows, the vector has an element for each, and the indices are those of rows. */
  readonly rows?: RowDimension | undefined;
  readonly operands: readonly [Access];
  readonly result: Value;
  readonly target: Target;
}

/** Lists the rows whose indices its operands have, each once. They become active. */
export interface ListNode {
  readonly kind: 'list';
  readonly dims: readonly [];
  readonly rows?: undefined;
  /** The dimensions of each operand. */
  readonly shapes: readonly (readonly number[])[];
  readonly operands: readonly Access[];
  readonly result: Value;
  readonly target: Target;
}

export type GraphNode = MapNode | ReduceNode | TopNode | ListNode;

/** The lists of rows that a node goes over. */
export function listsIn({rows, operands, target}: GraphNode): Value[] {
  const all = [rows, target.rows, ...operands.map((access) => access.rows)];
  return all.flatMap((dimension) => (dimension === undefined ? [] : [dimension.list]));
}

/** The values that a node depends on. */
export function valuesOf(node: GraphNode): Value[] {
  return [...node.operands.map(({value}) => value), ...listsIn(node)];
}

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
