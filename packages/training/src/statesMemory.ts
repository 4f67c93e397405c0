import {arrayMemory, type MemoryLimit, machineMemory, requireMemory} from '@ntmjs/arguments';
import {isCompiled} from '@ntmjs/compile';
import * as tf from '@tensorflow/tfjs-core';
import {type LayersModel, RNN} from '@tensorflow/tfjs-layers';

/** The number of sequences of a batch, and of the steps of each. */
export interface BatchShape {
  readonly batch: number;
  readonly steps: number;
}

/** The states of all steps, which tfjs keeps until the end of a sequence. Compiled layers check their own memory as they run. */
export function statesBytes(model: LayersModel, {batch, steps}: BatchShape): number {
  return model.layers.reduce((bytes, layer) => {
    if (!(layer instanceof RNN) || isCompiled(layer)) return bytes;
    const numbers = [layer.cell.stateSize].flat().reduce((sum, size) => sum + size, 0);
    return bytes + Float32Array.BYTES_PER_ELEMENT * batch * steps * numbers;
  }, 0);
}

/** What tensors may take: the wasm backend has all of its tensors in one memory. */
export function tensorMemory(): MemoryLimit {
  return tf.getBackend() === 'wasm' ? arrayMemory() : machineMemory();
}

/** Throws an `ArgumentError` that names `batch` or `difficulty`, if the states of all steps of a batch do not fit. */
export function requireStatesMemory(model: LayersModel, {batch, steps}: BatchShape): void {
  const sizes = {difficulty: steps, batch};
  requireMemory(
    `the states of ${batch} sequences of ${steps} steps`,
    sizes,
    ({difficulty, batch: count}) => statesBytes(model, {batch: count, steps: difficulty}),
    tensorMemory(),
  );
}
