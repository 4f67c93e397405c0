import {io, util} from '@tensorflow/tfjs-core';
import {type LayersModel, loadLayersModel} from '@tensorflow/tfjs-layers';
import type {ModelFiles, OpenedFile} from './protocol.js';

/** Serializes a model as the two files that tfjs writes. */
export async function modelFiles(model: LayersModel): Promise<ModelFiles> {
  let artifacts: io.ModelArtifacts | undefined;
  await model.save(
    io.withSaveHandler(async (saved) => {
      artifacts = saved;
      return {modelArtifactsInfo: io.getModelArtifactsInfoForJSON(saved)};
    }),
  );
  const {weightSpecs, weightData, modelTopology, format, generatedBy, convertedBy} = artifacts!;
  const weightsManifest = [{paths: ['weights.bin'], weights: weightSpecs}];
  const json = {modelTopology, format, generatedBy, convertedBy, weightsManifest};
  return {model: JSON.stringify(json), weights: io.concatenateArrayBuffers([weightData as ArrayBuffer])};
}

/**
 * Loads a model from opened files: `model.json`, and the weight files that it lists.
 *
 * @throws Error that names the file, what was expected and what was found
 */
export async function openModel(files: readonly OpenedFile[]): Promise<LayersModel> {
  const json = files.find(({name}) => name.toLowerCase().endsWith('.json'));
  if (json === undefined) {
    throw new Error(
      `the files must include model.json, got ${files.map(({name}) => name).join(', ') || 'none'}`,
    );
  }
  const model = parse(json);
  const groups = model.weightsManifest.map(({paths, weights}) => ({
    specs: weights,
    data: io.concatenateArrayBuffers(paths.map((path) => contentOf(path, json.name, files))),
    names: paths.map(baseName).join(', '),
  }));
  for (const {specs, data, names} of groups) {
    const expected = specs.reduce(
      (sum, {shape, dtype}) => sum + util.sizeFromShape(shape) * bytesPerElement(dtype),
      0,
    );
    if (data.byteLength !== expected) {
      throw new Error(
        `${names} must have ${expected} bytes of weights according to ${json.name}, got ${data.byteLength}`,
      );
    }
  }
  const weightData = io.concatenateArrayBuffers(groups.map(({data}) => data));
  const handler = io.fromMemory({
    modelTopology: model.modelTopology,
    weightSpecs: groups.flatMap(({specs}) => specs),
    weightData,
  });
  try {
    return await loadLayersModel(handler);
  } catch (error) {
    throw new Error(`cannot load the model in ${json.name}: ${(error as Error).message}`, {cause: error});
  }
}

function bytesPerElement(dtype: io.WeightsManifestEntry['dtype']): number {
  return dtype === 'string' ? Number.NaN : util.bytesPerElement(dtype);
}

/** The name of a weight file without its folders: opened files have none. */
function baseName(path: string): string {
  return path.split('/').at(-1)!;
}

function contentOf(path: string, json: string, files: readonly OpenedFile[]): ArrayBuffer {
  const found = files.find(({name}) => name === baseName(path));
  if (found !== undefined) return found.content;
  throw new Error(`${json} needs ${baseName(path)}: open both files together`);
}

/** Parses `model.json` and checks its structure. */
function parse({name, content}: OpenedFile): io.ModelJSON {
  let json: Partial<io.ModelJSON> | null;
  try {
    json = JSON.parse(new TextDecoder().decode(content)) as typeof json;
  } catch (error) {
    throw new Error(`${name} must be JSON: ${(error as Error).message}`, {cause: error});
  }
  const isRecord = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isRecord(json) || !isRecord(json!.modelTopology)) {
    throw new Error(`${name} must be a tfjs-layers model with a modelTopology`);
  }
  const manifest = json!.weightsManifest;
  const isGroup = (group: io.WeightsManifestConfig[number]) =>
    Array.isArray(group?.paths) &&
    group.paths.every((path) => typeof path === 'string') &&
    Array.isArray(group.weights) &&
    group.weights.every((weight) => Array.isArray(weight?.shape) && typeof weight.dtype === 'string');
  if (!Array.isArray(manifest) || !manifest.every(isGroup)) {
    throw new Error(`${name} must have a weightsManifest that lists its weight files`);
  }
  return json as io.ModelJSON;
}
