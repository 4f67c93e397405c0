import {ArgumentError} from '../argumentError.js';
import {requireChoice} from '../choices.js';
import {requireInteger, requireNumber} from '../numbers.js';
import type {Digests, Sealed} from './seal.js';

/** A tensor in a tfjs file of weights. */
export interface SavedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: keyof typeof BYTES;
  readonly quantization?: {readonly dtype: keyof typeof QUANTIZED_BYTES} | undefined;
}

/** The content of a `model.json` as tfjs writes it; the keys that are not here are tfjs' own. */
export interface SavedModel {
  readonly modelTopology: object;
  /** Each group of tensors is stored one after another in the files `paths`, which are cut anywhere. */
  readonly weightsManifest: readonly {
    readonly paths: readonly string[];
    readonly weights: readonly SavedTensor[];
  }[];
  /** The SHA-256 of the files of weights; absent if another program, or an older version, wrote the model. */
  readonly files?: Digests | undefined;
}

const BYTES = {float32: 4, int32: 4, bool: 1, complex64: 8};
const QUANTIZED_BYTES = {uint8: 1, uint16: 2, float16: 2};

const types = Object.keys(BYTES) as (keyof typeof BYTES)[];
const quantizedTypes = Object.keys(QUANTIZED_BYTES) as (keyof typeof QUANTIZED_BYTES)[];

/** A file's name without a folder, which cannot lead out of the folder that it is in. */
const PLAIN_NAME = /^(?!\.{1,2}$)[^/\\:\0]+$/;

/**
 * Returns the content of a `model.json` if it has the form that tfjs writes, and its weights are in files beside it.
 *
 * @throws ArgumentError that names the file and the field, what it must be and what it is
 */
export function requireSavedModel(file: string, json: unknown): Sealed<SavedModel> {
  if (!isObject(json)) throw new ArgumentError(file, 'an object', json);
  requireObject(`${file}: modelTopology`, json.modelTopology);
  const manifest = requireList(`${file}: weightsManifest`, json.weightsManifest);
  for (const [index, group] of manifest.entries()) {
    const name = `${file}: weightsManifest.${index}`;
    const {paths, weights} = requireObject(name, group);
    for (const [number, path] of requireList(`${name}.paths`, paths).entries()) {
      if (typeof path === 'string' && PLAIN_NAME.test(path)) continue;
      throw new ArgumentError(`${name}.paths.${number}`, 'the name of a file in the same folder', path);
    }
    requireSavedTensors(`${name}.weights`, weights);
  }
  if (json.files !== undefined) requireDigests(`${file}: files`, json.files);
  return json as unknown as Sealed<SavedModel>;
}

/**
 * Returns the list of tensors of a file of weights if it is one.
 *
 * @throws ArgumentError that names the field, what it must be and what it is
 */
export function requireSavedTensors(name: string, value: unknown): readonly SavedTensor[] {
  const tensors = requireList(name, value);
  for (const [index, tensor] of tensors.entries()) {
    const at = `${name}.${index}`;
    const {name: own, shape, dtype, quantization} = requireObject(at, tensor);
    if (typeof own !== 'string') throw new ArgumentError(`${at}.name`, 'a string', own);
    for (const [axis, size] of requireList(`${at}.shape`, shape).entries()) {
      requireInteger(`${at}.shape.${axis}`, size, {min: 0});
    }
    requireChoice(`${at}.dtype`, dtype, types);
    if (quantization === undefined) continue;
    const {dtype: stored, scale, min} = requireObject(`${at}.quantization`, quantization);
    if (requireChoice(`${at}.quantization.dtype`, stored, quantizedTypes) === 'float16') continue;
    requireNumber(`${at}.quantization.scale`, scale);
    requireNumber(`${at}.quantization.min`, min);
  }
  return tensors as readonly SavedTensor[];
}

/**
 * Checks the number of bytes of files of weights, which tfjs itself does not: it fills in what is missing.
 *
 * @param file the name of the file, or of the files one after another
 * @throws ArgumentError that names the file
 */
export function requireWeightBytes(file: string, bytes: number, tensors: readonly SavedTensor[]): void {
  const expected = tensors.reduce((sum, tensor) => sum + bytesOf(tensor), 0);
  if (bytes !== expected) throw new ArgumentError(file, `a file of ${expected} bytes of weights`, bytes);
}

/**
 * Checks that all weights are finite.
 *
 * @param file as for `requireWeightBytes`
 * @throws ArgumentError that names the file and the first element that is not
 */
export function requireFiniteWeights(file: string, data: ArrayBuffer, tensors: readonly SavedTensor[]): void {
  const found = firstNonFinite(data, tensors);
  if (found !== undefined)
    throw new ArgumentError(`${file}: ${found.element}`, 'a finite number', found.value);
}

/** The first weight that is not finite: its element, such as `ntm/kernel[3]`, and value; undefined if all are finite. */
export function firstNonFinite(
  data: ArrayBuffer,
  tensors: readonly SavedTensor[],
): {readonly element: string; readonly value: number} | undefined {
  let start = 0;
  for (const tensor of tensors) {
    const end = start + bytesOf(tensor);
    const values = floatsOf(data.slice(start, end), tensor);
    const index = values.findIndex((value) => !Number.isFinite(value));
    if (index >= 0) return {element: `${tensor.name}[${index}]`, value: values[index]!};
    start = end;
  }
  return undefined;
}

/** The numbers of a tensor that may not be finite. */
function floatsOf(data: ArrayBuffer, {dtype, quantization}: SavedTensor): Float32Array {
  if (quantization?.dtype === 'float16') {
    // Infinity and NaN are the numbers whose exponent has all bits set.
    return Float32Array.from(new Uint16Array(data), (half) => ((half & 0x7c00) === 0x7c00 ? Number.NaN : 0));
  }
  const isFloat = quantization === undefined && (dtype === 'float32' || dtype === 'complex64');
  return isFloat ? new Float32Array(data) : new Float32Array();
}

function bytesOf({shape, dtype, quantization}: SavedTensor): number {
  const bytes = quantization ? QUANTIZED_BYTES[quantization.dtype] : BYTES[dtype];
  return shape.reduce((product, size) => product * size, bytes);
}

function requireDigests(name: string, value: unknown): void {
  for (const [file, digest] of Object.entries(requireObject(name, value))) {
    if (typeof digest !== 'string') throw new ArgumentError(`${name}.${file}`, 'a SHA-256', digest);
  }
}

function requireObject(name: string, value: unknown): Readonly<Record<string, unknown>> {
  if (isObject(value)) return value;
  throw new ArgumentError(name, value === undefined ? 'given' : 'an object', value);
}

function requireList(name: string, value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new ArgumentError(name, value === undefined ? 'given' : 'a list', value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
