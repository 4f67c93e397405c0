import {ArgumentError} from '@ntmjs/arguments';
import {digestsOf, readSavedModel, sealed} from '@ntmjs/arguments/files';
import {io} from '@tensorflow/tfjs-core';
import {type LayersModel, loadLayersModel} from '@tensorflow/tfjs-layers';
import type {ModelFiles, OpenedFile} from './protocol.js';

const WEIGHTS = 'weights.bin';

/** Serializes a model as the two files that tfjs writes, with their SHA-256 in `model.json`. */
export async function modelFiles(model: LayersModel): Promise<ModelFiles> {
  let artifacts: io.ModelArtifacts | undefined;
  await model.save(
    io.withSaveHandler(async (saved) => {
      artifacts = saved;
      return {modelArtifactsInfo: io.getModelArtifactsInfoForJSON(saved)};
    }),
  );
  const {weightSpecs, weightData, modelTopology, format, generatedBy, convertedBy} = artifacts!;
  const weights = io.CompositeArrayBuffer.join(weightData);
  const weightsManifest = [{paths: [WEIGHTS], weights: weightSpecs}];
  const files = await digestsOf({[WEIGHTS]: weights});
  const json = await sealed({files, modelTopology, format, generatedBy, convertedBy, weightsManifest});
  return {model: JSON.stringify(json), weights};
}

/**
 * Loads a model from opened files: `model.json`, and the weight files that it lists.
 *
 * @throws ArgumentError that names the file, what was expected and what was found
 * @throws Error if tfjs cannot make the model
 */
export async function openModel(files: readonly OpenedFile[]): Promise<LayersModel> {
  const opened = files.find(({name}) => name.toLowerCase().endsWith('.json'));
  if (opened === undefined) {
    throw new Error(
      `the files must include model.json, got ${files.map(({name}) => name).join(', ') || 'none'}`,
    );
  }
  const {name: file} = opened;
  const {model, data} = await readSavedModel({
    read: async (name) => contentOf(name, file, files),
    topology: file,
  });
  try {
    return await loadLayersModel({
      load: () =>
        io.getModelArtifactsForJSON(model as unknown as io.ModelJSON, async (manifest) => [
          manifest.flatMap(({weights}) => weights),
          data,
        ]),
    });
  } catch (error) {
    throw new Error(`cannot load the model in ${file}: ${(error as Error).message}`, {cause: error});
  }
}

function contentOf(name: string, json: string, files: readonly OpenedFile[]): ArrayBuffer {
  const found = files.find((file) => file.name === name);
  if (found !== undefined) return found.content;
  throw new ArgumentError(
    'the files',
    `${json} and ${name}, opened together`,
    files.map((file) => file.name),
  );
}
