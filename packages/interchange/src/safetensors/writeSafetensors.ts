import {ArgumentError, requireObject, requireSizes} from '@ntmjs/arguments';
import {MAX_HEADER, requireTensorName} from './header.js';
import type {SafetensorsTensor} from './readSafetensors.js';

/** Numbers begin at a multiple of so many bytes, so that they can be used where they are. */
const ALIGNMENT = 8;

/**
 * Writes a safetensors file, with all numbers in single precision (F32). Equal arguments give equal bytes.
 *
 * @param tensors by name
 * @param metadata texts by name; defaults to none
 * @returns the bytes of the file, which `readSafetensors` reads
 * @throws ArgumentError if a tensor has not as many numbers as its shape says, a name is none that is read, a metadata is no string,
 *   or there are too many of them
 * @see https://huggingface.co/docs/safetensors/en/index#format
 */
export function writeSafetensors(
  tensors: Readonly<Record<string, SafetensorsTensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  requireObject('tensors', tensors, 'an object with a tensor {shape, values} for each name');
  requireObject('metadata', metadata, 'an object of texts');
  for (const [name, text] of Object.entries(metadata)) {
    if (typeof text !== 'string') throw new ArgumentError(`metadata.${name}`, 'a string', text);
  }
  const header: Record<string, unknown> = {__metadata__: metadata};
  let end = 0;
  for (const [name, tensor] of Object.entries(tensors)) {
    const {shape, values} = requireTensor(name, tensor);
    const begin = end;
    end += values.byteLength;
    header[name] = {dtype: 'F32', shape, data_offsets: [begin, end]};
  }
  const text = paddedHeader(header);
  const bytes = new Uint8Array(8 + text.length + end);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  let at = 8 + text.length;
  for (const {values} of Object.values(tensors)) {
    for (const value of values) {
      view.setFloat32(at, value, true);
      at += 4;
    }
  }
  return bytes;
}

function requireTensor(name: string, tensor: SafetensorsTensor): SafetensorsTensor {
  requireTensorName('the name of a tensor', name);
  const {shape, values} = requireObject(`tensors.${name}`, tensor, 'a tensor {shape, values}');
  requireSizes(`tensors.${name}.shape`, shape);
  const size = shape.reduce((product, length) => product * length, 1);
  if (values instanceof Float32Array && values.length === size) return tensor;
  throw new ArgumentError(
    `tensors.${name}.values`,
    `a Float32Array of ${size} numbers, as its shape has`,
    values,
  );
}

/** The bytes of a header, with spaces at its end for the alignment of what follows. */
function paddedHeader(header: object): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const length = Math.ceil(text.length / ALIGNMENT) * ALIGNMENT;
  if (length > MAX_HEADER) {
    throw new ArgumentError('tensors', `so few that names and metadata take ${MAX_HEADER} bytes`, length);
  }
  const padded = new Uint8Array(length).fill(' '.charCodeAt(0));
  padded.set(text);
  return padded;
}
