import type {Access, RowDimension, ScalarFunction, Value} from '../graph/graph.js';

/** The scalar that a loop computes at one index of its dimensions. */
export type Expression = Load | Apply;

/** The element that an access reads. */
export interface Load {
  readonly kind: 'load';
  /** Expressions of a loop are numbered from 0. */
  readonly id: number;
  readonly access: Access;
}

/** A function of other expressions. */
export interface Apply {
  readonly kind: 'apply';
  readonly id: number;
  readonly fn: ScalarFunction;
  readonly operands: readonly Expression[];
}

/** Writes an expression to a value at each index. */
export interface Store {
  readonly expression: Expression;
  readonly target: Access;
}

/** The sum or the maximum of an expression along the reduced dimensions. */
export interface Reduction extends Store {
  readonly fn: 'sum' | 'max';
}

/** Nodes that are computed together, in one loop nest over the same dimensions. */
export interface Loop {
  readonly kind?: undefined;
  readonly dims: readonly number[];
  /** The dimension that goes over the rows of a list, however many there are. */
  readonly rows?: RowDimension | undefined;
  /** Which dimensions are reduced; all false if there is no reduction. */
  readonly reduced: readonly boolean[];
  readonly stores: readonly Store[];
  readonly reductions: readonly Reduction[];
}

/** Writes the indices of the largest elements of a vector, in descending order, then these elements. */
export interface Search {
  readonly kind: 'search';
  /** How many elements. */
  readonly count: number;
  /** The size of the vector. */
  readonly size: number;
  /** The rows that the elements are of: then what is written are their indices. */
  readonly list?: Value | undefined;
  readonly operand: Access;
  readonly target: Access;
}

/** Writes the rows whose indices its operands have, each once, to a list, and makes them active. */
export interface Listing {
  readonly kind: 'list';
  readonly operands: readonly Access[];
  /** The dimensions of each operand. */
  readonly shapes: readonly (readonly number[])[];
  readonly target: Access;
}

/** What is a function of its own in the code of a step. */
export type Routine = Loop | Search | Listing;

/** The bytes of a matrix that stays in the second-level cache of common processors while a step reads others. */
const CACHED = 256 * 1024;

/** Whether a matrix of so many elements is read from a slower memory each time. */
export function isLarge(elements: number): boolean {
  return 4 * elements > CACHED;
}

/** Stands for the size of a dimension that is known only when the code runs. */
export const DYNAMIC = -1;

/** All reads of a routine. */
export function operands(routine: Routine): Access[] {
  if (routine.kind === 'search') return [routine.operand];
  if (routine.kind === 'list') return [...routine.operands];
  const found: Access[] = [];
  const seen: boolean[] = [];
  const visit = (expression: Expression): void => {
    if (seen[expression.id]) return;
    seen[expression.id] = true;
    if (expression.kind === 'load') found.push(expression.access);
    else for (const operand of expression.operands) visit(operand);
  };
  for (const {expression} of routine.stores) visit(expression);
  for (const {expression} of routine.reductions) visit(expression);
  return found;
}

/** All writes of a routine. */
export function targets(routine: Routine): Access[] {
  if (routine.kind !== undefined) return [routine.target];
  const {stores, reductions} = routine;
  return [...stores.map(({target}) => target), ...reductions.map(({target}) => target)];
}

/** The lists of rows that a routine goes over. */
export function listsOf(routine: Routine): Value[] {
  const {rows} = routine as Partial<Loop>;
  const {list} = routine as Partial<Search>;
  const all = [rows?.list, list, ...accesses(routine).map((access) => access.rows?.list)];
  return all.filter((value) => value !== undefined);
}

/** All reads and writes of a routine. */
export function accesses(routine: Routine): Access[] {
  return [...operands(routine), ...targets(routine)];
}
