import {mkdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {io, util} from '@tensorflow/tfjs-core';

/** The names that tfjs gives to a saved model's files. */
const TOPOLOGY = 'model.json';
const WEIGHTS = 'weights.bin';

/**
 * Saves models to a folder of the file system and loads them from it, in the format that tfjs reads everywhere:
 * `model.json` and `weights.bin`. For `model.save(fileSystem(folder))` and `loadLayersModel(fileSystem(folder))`, without
 * tfjs-node.
 *
 * @param folder made if it is not there
 */
export function fileSystem(folder: string): io.IOHandler {
  return {
    async save(artifacts) {
      await mkdir(folder, {recursive: true});
      const {weightSpecs = [], weightData = new ArrayBuffer(0)} = artifacts;
      const data = Buffer.from(io.CompositeArrayBuffer.join(weightData));
      const topology = {
        modelTopology: artifacts.modelTopology,
        format: artifacts.format,
        generatedBy: artifacts.generatedBy,
        convertedBy: artifacts.convertedBy,
        ...(artifacts.trainingConfig && {trainingConfig: artifacts.trainingConfig}),
        ...(artifacts.userDefinedMetadata && {userDefinedMetadata: artifacts.userDefinedMetadata}),
        weightsManifest: [{paths: [WEIGHTS], weights: weightSpecs}],
      };
      await writeFile(join(folder, WEIGHTS), data);
      await writeFile(join(folder, TOPOLOGY), JSON.stringify(topology));
      return {modelArtifactsInfo: io.getModelArtifactsInfoForJSON(artifacts)};
    },
    async load() {
      const path = join(folder, TOPOLOGY);
      const model = parseTopology(path, await readFile(path, 'utf8'));
      return io.getModelArtifactsForJSON(model, async (manifest) => {
        const specs = manifest.flatMap(({weights}) => weights);
        const files = await Promise.all(
          manifest.flatMap(({paths}) => paths.map((file) => readFile(join(folder, file)))),
        );
        const data = Buffer.concat(files);
        requireWeightBytes(join(folder, WEIGHTS), data.byteLength, specs);
        return [specs, data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength)];
      });
    },
  };
}

function parseTopology(path: string, text: string): io.ModelJSON {
  let model: io.ModelJSON;
  try {
    model = JSON.parse(text);
  } catch (error) {
    throw new Error(`${path} is not valid JSON: ${(error as Error).message}`);
  }
  if (model?.modelTopology === undefined || !Array.isArray(model.weightsManifest)) {
    throw new Error(`${path} is not a model of tfjs: modelTopology or weightsManifest is missing`);
  }
  return model;
}

/** Tells a truncated file of weights from a whole one; tfjs would fill the rest in silently or fail without a name. */
function requireWeightBytes(path: string, bytes: number, specs: io.WeightsManifestEntry[]): void {
  const expected = specs.reduce((sum, {shape, dtype}) => {
    return sum + shape.reduce((product, size) => product * size, 1) * util.bytesPerElement(dtype);
  }, 0);
  if (bytes !== expected) throw new Error(`${path} must hold ${expected} bytes of weights, holds ${bytes}`);
}
