import {parseJson} from './json.js';
import {requireFiniteWeights, requireSavedModel, requireWeightBytes, type SavedModel} from './savedModel.js';
import {requireDigest, requireSeal} from './seal.js';

export interface ReadSavedModelArgs {
  /** Reads one of the model's files, which are all in the same folder. */
  readonly read: (name: string) => Promise<Uint8Array | ArrayBuffer>;
  /** How messages name a file; defaults to its name. */
  readonly nameOf?: ((name: string) => string) | undefined;
  /** The name of the file that is usually `model.json`. */
  readonly topology?: string | undefined;
  /** The SHA-256 of that file, if it is known. */
  readonly digest?: string | undefined;
}

/**
 * Reads a model as tfjs writes it, and checks every file: its form and size, that it is what was saved (if `model.json` has the
 * SHA-256 of each), and that all weights are finite.
 *
 * @returns `model.json` and the bytes of all weights, in the order of `weightsManifest`
 * @throws ArgumentError that names the file and the field, what it must be and what it is
 */
export async function readSavedModel({
  read,
  nameOf = (name) => name,
  topology = 'model.json',
  digest,
}: ReadSavedModelArgs): Promise<{readonly model: SavedModel; readonly data: ArrayBuffer}> {
  const file = nameOf(topology);
  const content = await read(topology);
  const json = parseJson(file, content);
  const model = await requireSeal(file, requireSavedModel(file, json));
  await requireDigest(file, content, digest);
  const names = model.weightsManifest.flatMap(({paths}) => paths);
  const tensors = model.weightsManifest.flatMap(({weights}) => weights);
  const weights = names.map(nameOf).join(', ');
  const parts = await Promise.all(names.map(async (name) => new Uint8Array(await read(name))));
  const data = concatenated(parts);
  requireWeightBytes(weights, data.byteLength, tensors);
  for (const [index, part] of parts.entries()) {
    const name = names[index]!;
    await requireDigest(nameOf(name), part, model.files?.[name]);
  }
  requireFiniteWeights(weights, data, tensors);
  return {model, data};
}

function concatenated(parts: readonly Uint8Array[]): ArrayBuffer {
  const all = new Uint8Array(parts.reduce((sum, {length}) => sum + length, 0));
  let start = 0;
  for (const part of parts) {
    all.set(part, start);
    start += part.length;
  }
  return all.buffer;
}
