import type {Access} from '../graph/graph.js';
import {accesses, type Expression, type Loop} from '../passes/loop.js';

/** The same loop over other dimensions, with all accesses mapped. */
function changeDims(
  loop: Loop,
  dims: readonly number[],
  reduced: readonly boolean[],
  load: (access: Access) => Access,
  target: (access: Access, isReduction: boolean) => Access,
): Loop {
  const known = new Map<number, Expression>();
  const change = (expression: Expression): Expression => {
    let changed = known.get(expression.id);
    if (changed === undefined) {
      changed =
        expression.kind === 'load'
          ? {...expression, access: load(expression.access)}
          : {...expression, operands: expression.operands.map(change)};
      known.set(expression.id, changed);
    }
    return changed;
  };
  return {
    dims,
    reduced,
    stores: loop.stores.map((store) => ({
      expression: change(store.expression),
      target: target(store.target, false),
    })),
    reductions: loop.reductions.map((reduction) => ({
      ...reduction,
      expression: change(reduction.expression),
      target: target(reduction.target, true),
    })),
  };
}

/** Gives the targets of reductions a stride of 0 for each reduced dimension. */
export function spreadTargets(loop: Loop): Loop {
  const spread = ({strides, ...target}: Access): Access => {
    const rest = [...strides];
    return {...target, strides: loop.reduced.map((reduced) => (reduced ? 0 : rest.shift()!))};
  };
  return changeDims(
    loop,
    loop.dims,
    loop.reduced,
    (access) => access,
    (target, isReduction) => (isReduction ? spread(target) : target),
  );
}

/** Merges adjacent dimensions of known sizes wherever all accesses traverse them like one dimension. */
export function collapse(loop: Loop): Loop {
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
    const merge = (access: Access): Access => ({...access, strides: drop(access.strides)});
    return collapse(changeDims(loop, drop(dims), drop(loop.reduced), merge, merge));
  }
  return loop;
}
