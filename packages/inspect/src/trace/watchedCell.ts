import type {MemoryAugmentedCell} from '@ntmjs/layers';
import * as tf from '@tensorflow/tfjs-core';
import {requireShown, type ShownStep} from './shownStep.js';

/**
 * A cell that steps as another does, with its weights, and tells what its access shows of each step. The other cell
 * stays as it is: what runs is its own `call`, on an access whose `step` is overheard.
 *
 * @param watch is given what a step shows. The tensors are copies that outlive every `tidy`: who watches disposes them
 */
export function watchedCell(
  cell: MemoryAugmentedCell,
  watch: (shown: ShownStep) => void,
): MemoryAugmentedCell {
  const {access} = cell;
  const step: typeof access.step = (interfaceVector, state) => {
    const result = access.step(interfaceVector, state);
    const {heads, rowValues} = requireShown(result, access.getClassName());
    watch({
      heads: heads.map((head) => ({...head, values: kept(head.values)})),
      rowValues: kept(rowValues),
    });
    return result;
  };
  const overheard = Object.create(access, {step: {value: step}});
  return Object.create(cell, {access: {value: overheard}});
}

/** Copies of tensors that no `tidy` disposes. */
function kept<T extends tf.Tensor>(tensors: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => [name, tf.keep(tf.clone(tensor))]),
  );
}
