import {join} from 'node:path';
import {requireText} from '@ntmjs/arguments';
import {digestsOf, firstNonFinite, readSavedModel, type SavedTensor, sealed} from '@ntmjs/arguments/files';
import {io} from '@tensorflow/tfjs-core';
import {NonFiniteError} from '../nonFinite.js';
import {readPart} from './readPart.js';
import {makeFolder, write} from './writing.js';

/** The names that tfjs gives to a saved model's files. */
export const TOPOLOGY = 'model.json';
const WEIGHTS = 'weights.bin';

/**
 * Saves models to a folder of the file system and loads them from it, in the format that tfjs reads everywhere:
 * `model.json` and `weights.bin`. For `model.save(fileSystem(folder))` and `loadLayersModel(fileSystem(folder))`, without
 * tfjs-node. `model.json` has the SHA-256 of the weights and of itself, in keys that tfjs ignores.
 *
 * Saving throws a `NonFiniteError` if a weight is NaN or infinite, and a `WriteError` that names the file if it cannot be written. Loading throws an `ArgumentError` that names the file if
 * one is missing, no regular file, broken, of the wrong size, or not what was saved, or if a weight is not finite.
 *
 * @param folder created if it does not exist
 * @throws ArgumentError if it is no path
 */
export function fileSystem(folder: string): io.IOHandler {
  requireText('folder', folder);
  return {
    async save(artifacts) {
      const {weightSpecs = [], weightData = new ArrayBuffer(0), ...rest} = artifacts;
      const data = io.CompositeArrayBuffer.join(weightData);
      const found = firstNonFinite(data, weightSpecs as SavedTensor[]);
      if (found !== undefined) throw new NonFiniteError(`the weight ${found.element}`, found.value);
      await makeFolder(folder);
      const files = await digestsOf({[WEIGHTS]: data});
      const topology = await sealed({
        files,
        ...rest,
        weightsManifest: [{paths: [WEIGHTS], weights: weightSpecs}],
      });
      await write(join(folder, WEIGHTS), Buffer.from(data));
      await write(join(folder, TOPOLOGY), JSON.stringify(topology));
      return {modelArtifactsInfo: io.getModelArtifactsInfoForJSON(artifacts)};
    },
    load: () => readArtifacts(folder),
  };
}

/**
 * Reads a saved model, as `fileSystem(folder).load()`.
 *
 * @param digest the SHA-256 of its `model.json`, if known
 */
export async function readArtifacts(folder: string, digest?: string): Promise<io.ModelArtifacts> {
  const pathOf = (name: string) => join(folder, name);
  const {model, data} = await readSavedModel({
    read: (name) => readPart(pathOf(name)),
    nameOf: pathOf,
    digest,
  });
  return io.getModelArtifactsForJSON(model as unknown as io.ModelJSON, async (manifest) => [
    manifest.flatMap(({weights}) => weights),
    data,
  ]);
}
