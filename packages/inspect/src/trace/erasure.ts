import {ArgumentError, requireKeys} from '@ntmjs/arguments';
import type {MemoryAugmentedCell, MemoryAugmentedRNN} from '@ntmjs/layers';
import * as tf from '@tensorflow/tfjs-core';
import type {LayersModel} from '@tensorflow/tfjs-layers';

/** A memory row to set to zero before a step of an episode. */
export interface Erasure {
  /** The step, from 0, before which the row is erased. */
  readonly step: number;
  readonly row: number;
}

/** The state of an access that holds the memory. */
const MEMORY = 'memory';

/**
 * Checks that erasures are possible, and returns them.
 *
 * @throws ArgumentError if a step or row does not exist, the access has no state `memory` with rows, or other layers follow its layer:
 *   the model's outputs would not show the effect
 */
export function requireErasures(
  erasures: readonly Erasure[],
  steps: number,
  model: LayersModel,
  layer: MemoryAugmentedRNN,
): readonly Erasure[] {
  if (!Array.isArray(erasures)) throw new ArgumentError('erase', 'a list of {step, row}', erasures);
  if (erasures.length === 0) return erasures;
  const {access} = layer.cell;
  const rows = access.stateShapes[MEMORY]?.[0];
  if (rows === undefined) {
    throw new ArgumentError(
      'erase',
      `omitted for ${access.getClassName()}, which has no memory rows`,
      erasures,
    );
  }
  if (!endsWithSteps(model, layer)) {
    throw new ArgumentError(
      'erase',
      "omitted unless the model's output is the sequence of its memory-augmented layer",
      erasures,
    );
  }
  for (const [index, erasure] of erasures.entries()) {
    requireKeys(`erase[${index}]`, erasure, ['step', 'row']);
    requireIndex(`erase[${index}].step`, erasure.step, steps);
    requireIndex(`erase[${index}].row`, erasure.row, rows);
  }
  return erasures;
}

/** Whether the output of a model is the sequence of its memory-augmented layer's outputs. */
export function endsWithSteps(model: LayersModel, layer: MemoryAugmentedRNN): boolean {
  return model.outputs[0] === layer.output && layer.returnSequences && !layer.returnState;
}

function requireIndex(name: string, value: number, count: number): void {
  if (Number.isInteger(value) && value >= 0 && value < count) return;
  throw new ArgumentError(name, `an integer from 0 to ${count - 1}`, value);
}

/** The states of a cell after the erasures before a step. */
export function erasing(
  cell: MemoryAugmentedCell,
  states: readonly tf.Tensor[],
  erasures: readonly Erasure[],
  step: number,
): tf.Tensor[] {
  const rows = new Set(erasures.filter((erasure) => erasure.step === step).map(({row}) => row));
  if (rows.size === 0) return [...states];
  const {controller, access} = cell.unpackState(states);
  const memory = access[MEMORY]!;
  const kept = Array.from({length: memory.shape[1]!}, (_, row) => !rows.has(row));
  const shape = [1, kept.length, ...memory.shape.slice(2).map(() => 1)];
  const erased = tf.where(tf.tensor(kept, shape, 'bool'), memory, tf.zerosLike(memory));
  // The states are the output, those of the controller, the reads, then those of the access.
  const position = 1 + controller.length + 1 + Object.keys(cell.access.stateShapes).indexOf(MEMORY);
  return states.map((state, index) => (index === position ? tf.reshape(erased, state.shape) : state));
}
