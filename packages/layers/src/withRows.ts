import {ArgumentError, requireInstance, requirePositiveInteger, requireSameCopy} from '@ntmjs/arguments';
import * as tf from '@tensorflow/tfjs-core';
import {LayersModel, layers} from '@tensorflow/tfjs-layers';
import {MemoryAccess} from './access.js';
import {MemoryAugmentedCell} from './cell.js';
import {deserialize, type SerializedObject, serialize} from './serialization.js';

/**
 * Returns a copy of a model in which every memory has `rows` rows.
 *
 * The weights of controllers and heads do not depend on the number of rows, so a model trained with a small memory runs with a large
 * one. Weights learned per row (initial contents, initial weightings) are resized by `fitWeight` of the access.
 *
 * @param model any model with memory-augmented layers, also nested in other layers
 * @param rows N, the number of rows of the copy
 * @returns a new model with its own weights; the caller disposes it
 * @throws ArgumentError if the model has no memory or an access cannot have that many rows
 */
export function withRows(model: LayersModel, rows: number): LayersModel {
  requireSameCopy('model', model, 'layer', layers.Layer);
  requireInstance('model', model, LayersModel, 'a LayersModel');
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

/** The access with `rows` rows. Whatever keeps it from having so many is the fault of `rows`, since it has others already. */
function withAccessRows(access: MemoryAccess, rows: number): MemoryAccess {
  if (access.withRows === MemoryAccess.prototype.withRows) {
    const expected = `those of the model, since ${access.getClassName()} does not implement withRows`;
    throw new ArgumentError('rows', expected, rows);
  }
  try {
    return access.withRows(rows);
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    const {argument, expected} = error;
    const isRows = argument === 'memory.rows';
    const needed = isRows ? expected : `a number of rows with which ${argument} is ${expected}`;
    throw new ArgumentError('rows', needed, rows);
  }
}

/** Copies a configuration, with `rows` rows in the access of each memory-augmented cell. */
function resize(config: unknown, rows: number, accesses: MemoryAccess[]): unknown {
  if (Array.isArray(config)) return config.map((item) => resize(item, rows, accesses));
  if (typeof config !== 'object' || config === null) return config;
  const copy = Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key, resize(value, rows, accesses)]),
  );
  if (copy.className !== MemoryAugmentedCell.className) return copy;
  const cell = copy.config as {access: SerializedObject};
  const access = withAccessRows(deserialize<MemoryAccess>('access', cell.access), rows);
  accesses.push(access);
  return {...copy, config: {...cell, access: serialize(access)}};
}
