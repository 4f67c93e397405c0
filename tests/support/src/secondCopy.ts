import {createRequire} from 'node:module';
import type * as core from '@tensorflow/tfjs-core';
import type * as layers from '@tensorflow/tfjs-layers';

/** A copy of TensorFlow.js: what `@tensorflow/tfjs` exports of these two packages. */
export type TfjsCopy = typeof core & typeof layers;

const packages = ['@tensorflow/tfjs-core', '@tensorflow/tfjs-layers'];

/**
 * Loads a second copy of TensorFlow.js, as a program does in which npm has installed two. It shares the engine of the first.
 *
 * @param engine `own` gives it an engine of its own, as one of another frame has
 */
export function secondCopyOfTfjs(engine: 'shared' | 'own' = 'shared'): TfjsCopy {
  const require = createRequire(import.meta.url);
  const paths = packages.map((name) => require.resolve(name));
  const first = paths.map((path) => require.cache[path]);
  const scope = globalThis as {_tfengine?: unknown};
  const {_tfengine: shared} = scope;
  const {warn} = console;
  try {
    // The copy warns of all that the first has registered.
    console.warn = () => {};
    for (const path of paths) delete require.cache[path];
    if (engine === 'own') delete scope._tfengine;
    return Object.assign({}, ...paths.map((path) => require(path))) as TfjsCopy;
  } finally {
    console.warn = warn;
    scope._tfengine = shared;
    for (const [index, path] of paths.entries()) require.cache[path] = first[index];
  }
}
