import type * as tf from '@tensorflow/tfjs-core';
import type {ModelGraph} from './modelGraph.js';
import {type Operation, type RowOperation, rowSizeOf, type Value} from './operations.js';
import type {RowFunction} from './rowCell.js';

/** Operations that run together: one operation, or rows of several in one compiled step. */
export type Group =
  | {readonly kind: 'stage'; readonly operation: Extract<Operation, {kind: 'stage'}>}
  | {readonly kind: 'rows'; readonly operations: readonly RowOperation[]};

/**
 * Groups the operations of a model. One that acts on rows joins the group of the operation before it, if nothing else reads
 * what that returns, and the weights of both are trained, or those of neither.
 *
 * @returns in an order in which they can run
 */
export function groupOperations({operations, outputs, trained}: ModelGraph): Group[] {
  const readers = new Map<number, number>();
  for (const {id} of [...operations.flatMap(({inputs}) => inputs), ...outputs])
    readers.set(id, (readers.get(id) ?? 0) + 1);
  let groups: Group[] = [];
  for (const operation of operations) {
    if (operation.kind === 'stage') {
      groups.push({kind: 'stage', operation});
      continue;
    }
    const joins = (group: Group): group is Extract<Group, {kind: 'rows'}> => {
      if (group.kind === 'stage') return false;
      const {id} = group.operations.at(-1)!.output;
      const weights = [...group.operations, operation].flatMap((each) => each.weights);
      if (new Set(weights.map((weight) => trained.has(weight))).size > 1) return false;
      return readers.get(id) === 1 && operation.inputs.some((input) => input.id === id);
    };
    const before = groups.findLast(joins) as Extract<Group, {kind: 'rows'}> | undefined;
    groups = groups.filter((group) => group !== before);
    groups.push({kind: 'rows', operations: [...(before?.operations ?? []), operation]});
  }
  return groups;
}

/** The output of a group. */
export function outputOf(group: Group): Value {
  return group.kind === 'stage' ? group.operation.output : group.operations.at(-1)!.output;
}

/** The values that a group reads. */
export function inputsOf(group: Group): Value[] {
  if (group.kind === 'stage') return [...group.operation.inputs];
  const own = new Set(group.operations.map(({output}) => output.id));
  const read = new Map(group.operations.flatMap(({inputs}) => inputs).map((value) => [value.id, value]));
  return [...read.values()].filter(({id}) => !own.has(id));
}

/** The operations of a group of rows as one function. */
export function rowFunctionOf(operations: readonly RowOperation[], inputs: readonly Value[]): RowFunction {
  const output = operations.at(-1)!.output;
  return {
    name: [...new Set(operations.map(({name}) => name))].join(', '),
    parts: inputs.map((value) => ({size: rowSizeOf(value), needsGradient: value.needsGradient})),
    weights: operations.flatMap(({weights}) => weights),
    outputSize: rowSizeOf(output),
    apply: (parts) => {
      const tensors = new Map<number, tf.Tensor>(inputs.map(({id}, index) => [id, parts[index]!]));
      for (const {inputs: read, output: written, apply} of operations)
        tensors.set(written.id, apply(read.map(({id}) => tensors.get(id)!)));
      return tensors.get(output.id)!;
    },
  };
}
