import {
  type Access,
  type GraphNode,
  type MapNode,
  type Role,
  rowMajor,
  type ScalarFunction,
  sizeOf,
  type Value,
} from './graph.js';

/** A tensor of the trace: a strided view of a value. */
export interface View {
  readonly value: Value;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** Builds a graph node by node. */
export class GraphBuilder {
  readonly nodes: GraphNode[] = [];
  private count = 0;

  value(size: number, role: Role = {kind: 'computed'}): Value {
    return {id: this.count++, size, role};
  }

  /** A view of a whole value. */
  view(value: Value, shape: readonly number[]): View {
    return {value, offset: 0, shape, strides: rowMajor(shape)};
  }

  constant(data: Float32Array, shape: readonly number[]): View {
    if (data.length > 0 && data.every((element) => element === data[0])) {
      const value = this.value(1, {kind: 'constant', data: data.slice(0, 1)});
      return {value, offset: 0, shape, strides: shape.map(() => 0)};
    }
    return this.view(this.value(data.length, {kind: 'constant', data}), shape);
  }

  /** The same elements in another shape. If strides cannot express that, they are copied first. */
  reshape(view: View, shape: readonly number[]): View {
    const {shape: before, strides: own} = view;
    if (before.length === shape.length && before.every((dim, axis) => dim === shape[axis])) return view;
    if (own.every((stride, axis) => stride === 0 || before[axis] === 1))
      return viewOf(
        view,
        shape,
        shape.map(() => 0),
      );
    const order = rowMajor(before);
    if (own.every((stride, axis) => stride === order[axis] || before[axis] === 1))
      return viewOf(view, shape, rowMajor(shape));
    const [from, to] = [view.shape, shape].map((dims) => dims.filter((dim) => dim !== 1));
    if (from!.length === to!.length && from!.every((dim, axis) => dim === to![axis])) {
      const strides = own.filter((_, axis) => before[axis] !== 1);
      let next = 0;
      return viewOf(
        view,
        shape,
        shape.map((dim) => (dim === 1 ? 0 : strides[next++]!)),
      );
    }
    return this.reshape(this.map('copy', view.shape, [view]), shape);
  }

  /** Broadcasts a view as tfjs does: shapes are aligned at the last axis, and dimensions of size 1 are repeated. */
  broadcast(view: View, shape: readonly number[]): View {
    const missing = shape.length - view.shape.length;
    const strides = shape.map((dim, axis) => {
      const own = axis - missing;
      return own < 0 || (view.shape[own] === 1 && dim !== 1) ? 0 : view.strides[own]!;
    });
    return viewOf(view, shape, strides);
  }

  /** A part of a view: `size` elements from `begin` along each axis. */
  slice(view: View, begin: readonly number[], size: readonly number[]): View {
    const {value, strides} = view;
    const offset = begin.reduce((sum, start, axis) => sum + start * strides[axis]!, view.offset);
    return {value, offset, shape: size, strides};
  }

  /** Axis `i` of the result is axis `order[i]` of the view. */
  transpose(view: View, order: readonly number[]): View {
    const {shape, strides} = view;
    return viewOf(
      view,
      order.map((axis) => shape[axis]!),
      order.map((axis) => strides[axis]!),
    );
  }

  reverse(view: View, axes: readonly number[]): View {
    const offset = axes.reduce(
      (sum, axis) => sum + (view.shape[axis]! - 1) * view.strides[axis]!,
      view.offset,
    );
    const strides = view.strides.map((stride, axis) => (axes.includes(axis) ? -stride : stride));
    return {value: view.value, offset, shape: view.shape, strides};
  }

  /** Applies a function elementwise, to operands broadcast to the shape. */
  map(fn: ScalarFunction, shape: readonly number[], operands: readonly View[]): View {
    const result = this.value(sizeOf(shape));
    this.emit(fn, shape, operands, result, {offset: 0, strides: rowMajor(shape)});
    return this.view(result, shape);
  }

  /** Packs pieces into one value of a shape; elements that no piece covers are 0. */
  pack(shape: readonly number[], pieces: readonly {view: View; begin: readonly number[]}[]): View {
    const result = this.value(sizeOf(shape));
    const strides = rowMajor(shape);
    const covered = pieces.reduce((sum, {view}) => sum + sizeOf(view.shape), 0);
    if (covered < result.size) {
      this.emit('copy', shape, [this.constant(new Float32Array(1), shape)], result, {offset: 0, strides});
    }
    for (const {view, begin} of pieces) {
      const offset = begin.reduce((sum, start, axis) => sum + start * strides[axis]!, 0);
      this.emit('copy', view.shape, [view], result, {offset, strides});
    }
    return this.view(result, shape);
  }

  /** The sum or maximum along axes, which are kept with size 1. */
  reduce(fn: 'sum' | 'max', view: View, axes: readonly number[]): View {
    const kept = view.shape.map((dim, axis) => (axes.includes(axis) ? 1 : dim));
    const axis = view.shape.map((dim, index) => ({dim, index})).filter(({dim}) => dim !== 1);
    const reduced = axis.map(({index}) => axes.includes(index));
    if (!reduced.includes(true)) return viewOf(view, kept, view.strides);
    const result = this.value(sizeOf(kept));
    this.nodes.push({
      kind: 'reduce',
      fn,
      dims: axis.map(({dim}) => dim),
      reduced,
      operands: [access(view)],
      result,
      target: {
        offset: 0,
        strides: rowMajor(axis.filter(({index}) => !axes.includes(index)).map(({dim}) => dim)),
      },
    });
    return this.view(result, kept);
  }

  /** The `count` largest elements of a vector `[1, size]` in descending order, and their indices, `[1, count]` each. */
  top(count: number, vector: View): {readonly indices: View; readonly values: View} {
    const result = this.value(2 * count);
    const dims = vector.shape.filter((dim) => dim !== 1);
    this.nodes.push({
      kind: 'top',
      count,
      dims,
      operands: [access(vector)],
      result,
      target: {offset: 0, strides: [1]},
    });
    const both = this.view(result, [2, count]);
    return {indices: this.slice(both, [0, 0], [1, count]), values: this.slice(both, [1, 0], [1, count])};
  }

  private emit(
    fn: ScalarFunction,
    shape: readonly number[],
    operands: readonly View[],
    result: Value,
    target: MapNode['target'],
  ): void {
    this.nodes.push({
      kind: 'map',
      fn,
      dims: shape.filter((dim) => dim !== 1),
      operands: operands.map((operand) => broadcastAccess(operand, shape)),
      result,
      target: {offset: target.offset, strides: target.strides.filter((_, axis) => shape[axis] !== 1)},
    });
  }
}

/** A view as an access over its dimensions of size other than 1. */
export function access({value, offset, shape, strides}: View): Access {
  return {value, offset, strides: strides.filter((_, axis) => shape[axis] !== 1)};
}

/** Another view from the same element on. */
export function viewOf({value, offset}: View, shape: readonly number[], strides: readonly number[]): View {
  return {value, offset, shape, strides};
}

/** `access` of a view that is broadcast to a shape. */
function broadcastAccess({value, offset, shape: own, strides: all}: View, shape: readonly number[]): Access {
  const missing = shape.length - own.length;
  const strides: number[] = [];
  for (let axis = 0; axis < shape.length; axis++) {
    if (shape[axis] === 1) continue;
    const isRepeated = axis < missing || own[axis - missing] === 1;
    strides.push(isRepeated ? 0 : all[axis - missing]!);
  }
  return {value, offset, strides};
}
