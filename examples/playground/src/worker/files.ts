import {io, util} from '@tensorflow/tfjs-core';
import {type LayersModel, loadLayersModel} from '@tensorflow/tfjs-layers';
import type {ModelFiles, OpenedFile} from './protocol.js';

/** A model as the two files that tfjs makes of it. */
export async function modelFiles(model: LayersModel): Promise<ModelFiles> {
  let artifacts: io.ModelArtifacts | undefined;
  await model.save(
    io.withSaveHandler(async (given) => {
      artifacts = given;
      return {modelArtifactsInfo: io.getModelArtifactsInfoForJSON(given)};
    }),
  );
  const {weightSpecs, weightData, modelTopology, format, generatedBy, convertedBy} = artifacts!;
  const weightsManifest = [{paths: ['weights.bin'], weights: weightSpecs}];
  const json = {modelTopology, format, generatedBy, convertedBy, weightsManifest};
  return {model: JSON.stringify(json), weights: io.concatenateArrayBuffers([weightData as ArrayBuffer])};
}

/**
 * The model in files that were opened: `model.json`, and the files of weights that it names.
 *
 * @throws Error that names the file, what it must be and what it was
 */
export async function openModel(files: readonly OpenedFile[]): Promise<LayersModel> {
  const json = files.find(({name}) => name.toLowerCase().endsWith('.json'));
  if (json === undefined) {
    throw new Error(
      `model.json must be among the files, got ${files.map(({name}) => name).join(', ') || 'none'}`,
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
        `${names} must have ${expected} bytes of weights, as ${json.name} says, got ${data.byteLength}`,
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
    throw new Error(`the model in ${json.name} does not load: ${(error as Error).message}`, {cause: error});
  }
}

function bytesPerElement(dtype: io.WeightsManifestEntry['dtype']): number {
  return dtype === 'string' ? Number.NaN : util.bytesPerElement(dtype);
}

/** The files that a name in `model.json` may stand for have that name, in whatever folder. */
function baseName(path: string): string {
  return path.split('/').at(-1)!;
}

function contentOf(path: string, json: string, files: readonly OpenedFile[]): ArrayBuffer {
  const found = files.find(({name}) => name === baseName(path));
  if (found !== undefined) return found.content;
  throw new Error(`${baseName(path)}, which ${json} names, must be opened together with it`);
}

/** What `model.json` must hold. */
function parse({name, content}: OpenedFile): io.ModelJSON {
  let json: Partial<io.ModelJSON> | null;
  try {
    json = JSON.parse(new TextDecoder().decode(content)) as typeof json;
  } catch (error) {
    throw new Error(`${name} must be JSON: ${(error as Error).message}`, {cause: error});
  }
  const isRecord = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isRecord(json) || !isRecord(json!.modelTopology)) {
    throw new Error(`${name} must be a model of tfjs-layers, with a modelTopology; it has none`);
  }
  const manifest = json!.weightsManifest;
  const isGroup = (group: io.WeightsManifestConfig[number]) =>
    Array.isArray(group?.paths) &&
    group.paths.every((path) => typeof path === 'string') &&
    Array.isArray(group.weights) &&
    group.weights.every((weight) => Array.isArray(weight?.shape) && typeof weight.dtype === 'string');
  if (!Array.isArray(manifest) || !manifest.every(isGroup)) {
    throw new Error(`${name} must say with a weightsManifest where its weights are; it does not`);
  }
  return json as io.ModelJSON;
}
