import {sizeOf} from '../graph/graph.js';
import type {Expression, Routine} from './loop.js';

/**
 * The number of floating-point operations of a routine: one for each function at each index of the dimensions along which it varies,
 * `exp` as well as `add`, and one for each term of a reduction or comparison of a search.
 */
export function countOperations(routine: Routine): number {
  if (routine.kind === 'list') return 0;
  if (routine.kind === 'search') return routine.size;
  const {dims, stores, reductions} = routine;
  const varying = new Map<number, ReadonlySet<number>>();
  let operations = 0;
  const visit = (expression: Expression): ReadonlySet<number> => {
    const known = varying.get(expression.id);
    if (known !== undefined) return known;
    const along = new Set(
      expression.kind === 'load'
        ? expression.access.strides.flatMap((stride, dim) => (stride === 0 ? [] : [dim]))
        : expression.operands.flatMap((operand) => [...visit(operand)]),
    );
    varying.set(expression.id, along);
    if (expression.kind === 'apply') operations += sizeOf(dims.filter((_, dim) => along.has(dim)));
    return along;
  };
  for (const {expression} of [...stores, ...reductions]) visit(expression);
  return operations + reductions.length * sizeOf(dims);
}
