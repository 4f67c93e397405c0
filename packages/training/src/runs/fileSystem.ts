import {join} from 'node:path';
import {io} from '@tensorflow/tfjs-core';
import * as v from 'valibot';
import {readJson, readPart} from './jsonFile.js';
import {requireWeightData, weightSpecSchema} from './weightData.js';
import {makeFolder, write} from './writing.js';

/** The names that tfjs gives to a saved model's files. */
const TOPOLOGY = 'model.json';
const WEIGHTS = 'weights.bin';

const topologySchema = v.looseObject({
  modelTopology: v.looseObject({}),
  weightsManifest: v.array(v.looseObject({paths: v.array(v.string()), weights: v.array(weightSpecSchema)})),
});

/**
 * Saves models to a folder of the file system and loads them from it, in the format that tfjs reads everywhere:
 * `model.json` and `weights.bin`. For `model.save(fileSystem(folder))` and `loadLayersModel(fileSystem(folder))`, without
 * tfjs-node. Loading throws an `ArgumentError` that names the file if one is missing, broken or of the wrong size; saving throws a
 * `WriteError` that names the file if it cannot be written.
 *
 * @param folder created if it does not exist
 */
export function fileSystem(folder: string): io.IOHandler {
  return {
    async save(artifacts) {
      await makeFolder(folder);
      const {weightSpecs = [], weightData = new ArrayBuffer(0), ...rest} = artifacts;
      const data = Buffer.from(io.CompositeArrayBuffer.join(weightData));
      const topology = {...rest, weightsManifest: [{paths: [WEIGHTS], weights: weightSpecs}]};
      await write(join(folder, WEIGHTS), data);
      await write(join(folder, TOPOLOGY), JSON.stringify(topology));
      return {modelArtifactsInfo: io.getModelArtifactsInfoForJSON(artifacts)};
    },
    async load() {
      const model = await readJson(join(folder, TOPOLOGY), topologySchema);
      return io.getModelArtifactsForJSON(model as unknown as io.ModelJSON, async (manifest) => {
        const paths = manifest.flatMap((group) => group.paths).map((file) => join(folder, file));
        const data = Buffer.concat(await Promise.all(paths.map(readPart)));
        const specs = model.weightsManifest.flatMap(({weights}) => weights);
        return [manifest.flatMap(({weights}) => weights), requireWeightData(paths.join(', '), data, specs)];
      });
    },
  };
}
