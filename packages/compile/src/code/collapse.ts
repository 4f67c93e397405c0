import type {Access, RowDimension} from '../graph/graph.js';
import {accesses, type Expression, type Loop} from '../passes/loop.js';

/** The same loop over other dimensions, with all accesses mapped. */
export function changeDims(
  loop: Loop,
  {dims, rows, reduced}: Pick<Loop, 'dims' | 'rows' | 'reduced'>,
  map: (access: Access) => Access,
): Loop {
  const known: Expression[] = [];
  const change = (expression: Expression): Expression => {
    const {id} = expression;
    known[id] ??=
      expression.kind === 'load'
        ? {kind: 'load', id, access: map(expression.access)}
        : {kind: 'apply', id, fn: expression.fn, operands: expression.operands.map(change)};
    return known[id];
  };
  return {
    dims,
    rows,
    reduced,
    stores: loop.stores.map(({expression, target}) => ({
      expression: change(expression),
      target: map(target),
    })),
    reductions: loop.reductions.map(({fn, expression, target}) => ({
      fn,
      expression: change(expression),
      target: map(target),
    })),
  };
}

/** Gives the targets of reductions a stride of 0 for each reduced dimension. */
export function spreadTargets(loop: Loop): Loop {
  const spread = ({value, offset, strides}: Access): Access => {
    let next = 0;
    return {value, offset, strides: loop.reduced.map((reduced) => (reduced ? 0 : strides[next++]!))};
  };
  return {
    ...loop,
    reductions: loop.reductions.map(({fn, expression, target}) => ({fn, expression, target: spread(target)})),
  };
}

/** Merges adjacent dimensions of known sizes wherever all accesses traverse them like one dimension. */
export function collapse(loop: Loop): Loop {
  if (loop.dims.length < 2) return loop;
  const all = accesses(loop);
  for (let axis = 0; axis + 1 < loop.dims.length; axis++) {
    const inner = loop.dims[axis + 1]!;
    const mergeable =
      loop.dims[axis]! > 0 &&
      inner > 0 &&
      loop.reduced[axis] === loop.reduced[axis + 1] &&
      all.every(({strides}) => strides[axis] === strides[axis + 1]! * inner);
    if (!mergeable) continue;
    const drop = <T>(list: readonly T[]): T[] => list.filter((_, index) => index !== axis);
    const dims = loop.dims.map((dim, index) => (index === axis + 1 ? dim * loop.dims[axis]! : dim));
    const shift = (rows: RowDimension | undefined): RowDimension | undefined =>
      rows && {list: rows.list, dim: rows.dim > axis ? rows.dim - 1 : rows.dim};
    const merge = ({value, offset, strides, rows}: Access): Access => ({
      value,
      offset,
      strides: drop(strides),
      rows: shift(rows),
    });
    const merged = {dims: drop(dims), rows: shift(loop.rows), reduced: drop(loop.reduced)};
    return collapse(changeDims(loop, merged, merge));
  }
  return loop;
}
