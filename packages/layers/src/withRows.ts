import {ArgumentError, requirePositiveInteger} from '@ntmjs/arguments';
import * as tf from '@tensorflow/tfjs-core';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import type {MemoryAccess} from './access.js';
import {MemoryAugmentedCell} from './cell.js';
import {deserialize, type SerializedObject, serialize} from './serialization.js';

/**
 * The same network on a memory of another size: a copy of the model in which every memory has that many rows.
 *
 * No weight of a controller or head depends on the number of rows, so a model trained on a small memory runs on a large
 * one; what was learned row by row (first contents, first weightings) is made to fit as the access says.
 *
 * @param model any model with memory-augmented layers, also nested in other layers
 * @param rows N of the copy
 * @returns a new model with weights of its own; the caller disposes it
 * @throws ArgumentError if the model has no memory or an access cannot have that many rows
 */
export function withRows(model: LayersModel, rows: number): LayersModel {
  requirePositiveInteger('rows', rows);
  const accesses: MemoryAccess[] = [];
  const config = resize(model.getConfig(), rows, accesses) as tf.serialization.ConfigDict;
  if (accesses.length === 0)
    throw new ArgumentError('model', 'a model with a memory-augmented layer', model.name);
  const modelClass = model.constructor as unknown as {
    fromConfig(cls: unknown, config: tf.serialization.ConfigDict): LayersModel;
  };
  const copy = modelClass.fromConfig(modelClass, config);
  tf.tidy(() => {
    const weights = model.weights.map((weight, index) => {
      const target = copy.weights[index]!;
      const value = weight.read();
      const shape = target.shape as number[];
      if (tf.util.arraysEqual(value.shape, shape)) return value;
      const name = weight.originalName.split('/').at(-1)!;
      const access = accesses.find(({weightSpecs}) =>
        tf.util.arraysEqual([...(weightSpecs[name]?.shape ?? [])], shape),
      );
      return access!.fitWeight(name, value);
    });
    copy.setWeights(weights);
  });
  return copy;
}

/** A copy of a configuration in which each memory-augmented cell has an access of that many rows. */
function resize(config: unknown, rows: number, accesses: MemoryAccess[]): unknown {
  if (Array.isArray(config)) return config.map((item) => resize(item, rows, accesses));
  if (typeof config !== 'object' || config === null) return config;
  const copy = Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key, resize(value, rows, accesses)]),
  );
  if (copy.className !== MemoryAugmentedCell.className) return copy;
  const cell = copy.config as {access: SerializedObject};
  const access = deserialize<MemoryAccess>('access', cell.access).withRows(rows);
  accesses.push(access);
  return {...copy, config: {...cell, access: serialize(access)}};
}
