import * as tf from '@tensorflow/tfjs-core';
import {type LayerVariable, layers} from '@tensorflow/tfjs-layers';

/**
 * Runs code in which weights of a cell, by default those that are trained, read as other tensors, so that tracing does not touch the real
 * ones, and in which the cell and its inner cells hold no dropout masks, so that every trace draws its own.
 */
export function substituted<T>(
  cell: layers.RNNCell,
  tensors: readonly tf.Tensor[],
  run: () => T,
  weights: readonly LayerVariable[] = cell.trainableWeights,
): T {
  for (const [index, weight] of weights.entries()) {
    Object.defineProperty(weight, 'read', {value: () => tensors[index], configurable: true});
  }
  const restoreMasks = [...withInnerCells(cell)].map(withoutMasks);
  try {
    return run();
  } finally {
    for (const weight of weights) Reflect.deleteProperty(weight, 'read');
    for (const restore of restoreMasks) restore();
  }
}

/** The dropout masks of a tfjs cell, which the first step of a sequence draws and the others share. */
type Masks = Partial<Record<'dropoutMask' | 'recurrentDropoutMask', tf.Tensor | tf.Tensor[] | null>>;

/** Removes a cell's dropout masks; the function returned puts them back, and disposes those drawn since. */
function withoutMasks(cell: Masks): () => void {
  const names = ['dropoutMask', 'recurrentDropoutMask'] as const;
  const held = names.filter((name) => name in cell).map((name) => [name, cell[name]] as const);
  for (const [name] of held) cell[name] = null;
  return () => {
    for (const [name, mask] of held) {
      tf.dispose(cell[name] ?? []);
      cell[name] = mask;
    }
  };
}

/** A cell and all cells inside it. */
function withInnerCells(cell: layers.RNNCell, found = new Set<layers.RNNCell>()): Set<layers.RNNCell> {
  found.add(cell);
  for (const part of Object.values(cell).flat()) {
    if (part instanceof layers.RNNCell && !found.has(part)) withInnerCells(part, found);
  }
  return found;
}
