import {requireKeys, requireText} from '@ntmjs/arguments';
import {type Dtype, toFloat32} from './dtypes.js';
import {readHeader} from './header.js';

/** A tensor of numbers in single precision. */
export interface SafetensorsTensor {
  readonly shape: readonly number[];
  /** Its elements, the last dimension first. */
  readonly values: Float32Array;
}

/** What a safetensors file holds. */
export interface Safetensors {
  /** The texts of `__metadata__`. */
  readonly metadata: Readonly<Record<string, string>>;
  /** By name, in the order in which they are stored, with the type that they have in the file. */
  readonly tensors: Readonly<Record<string, SafetensorsTensor & {readonly dtype: Dtype}>>;
}

/** How a file is read. */
export interface ReadSafetensorsArgs {
  /** The name of the file, for messages. Defaults to `safetensors`. */
  readonly file?: string | undefined;
}

/**
 * Reads a safetensors file: the length of a header in 8 bytes, a header in JSON, and the numbers of all tensors.
 *
 * It is strict: what another program may read otherwise is refused. A header has at most 1 MiB, and no key twice; its tensors have
 * names without slashes, and cover all bytes after it, none twice. F32, F16 and BF16 are read exactly, F64 is rounded to single
 * precision, other types are refused. Nothing is allocated before all of the header is checked.
 *
 * @param bytes of the whole file
 * @throws ArgumentError that names the file, and the tensor that is wrong
 * @see https://huggingface.co/docs/safetensors/en/index#format
 */
export function readSafetensors(bytes: Uint8Array, args: ReadSafetensorsArgs = {}): Safetensors {
  const file = requireFile('readSafetensors', args);
  const {metadata, entries, data} = readHeader(file, bytes);
  const tensors = entries.map(([name, {dtype, shape, begin, end}]) => [
    name,
    {dtype, shape, values: toFloat32(dtype, data.subarray(begin, end))},
  ]);
  return {metadata, tensors: Object.fromEntries(tensors)};
}

/** The name of a file in the arguments of a function that reads it. */
export function requireFile(owner: string, args: ReadSafetensorsArgs): string {
  const {file = 'safetensors'} = requireKeys(owner, args, ['file']);
  return requireText('file', file);
}
