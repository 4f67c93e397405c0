import {
  ArgumentError,
  requireChoice,
  requireInstance,
  requireInteger,
  requireKeys,
  requireList,
  requireObject,
} from '@ntmjs/arguments';
import {BYTES, type Dtype, dtypes} from './dtypes.js';
import {parseFlatJson} from './flatJson.js';

/** The bytes before the header, which are its length. */
const LENGTH_BYTES = 8;

/** The longest header that is read or written: room for thousands of tensors. The format allows 100 MB. */
export const MAX_HEADER = 2 ** 20;

/** The key of the texts that a file may have besides its tensors. */
const METADATA = '__metadata__';

/** The name of a tensor: of modules and parameters, joined by dots, as PyTorch has them. No path of a file is one. */
const NAME = /^(?!__)[\w-]+(?:\.[\w-]+)*$/;

/** What a name must be, as it follows "must be". */
const NAME_TEXT =
  'at most 256 letters, digits, "_" and "-", in parts with single dots between them, that do not begin with "__"';

/** A tensor in the header. */
interface Entry {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Where its bytes are, of those after the header. */
  readonly begin: number;
  readonly end: number;
}

export interface Header {
  readonly metadata: Readonly<Record<string, string>>;
  /** The tensors in the order of their bytes, which follow each other without a gap. */
  readonly entries: readonly (readonly [name: string, entry: Entry])[];
  /** The bytes of all tensors. */
  readonly data: Uint8Array;
}

/** Returns the name of a tensor; throws an `ArgumentError` if it is none. */
export function requireTensorName(argument: string, name: string): string {
  if (name.length <= 256 && NAME.test(name)) return name;
  throw new ArgumentError(argument, NAME_TEXT, name);
}

/**
 * The header of a safetensors file. Nothing is allocated for what the header claims: everything is compared with the bytes that
 * are there.
 *
 * @param file its name, for messages
 * @throws ArgumentError that names the file, and the tensor that is wrong
 */
export function readHeader(file: string, bytes: Uint8Array): Header {
  requireInstance(file, bytes, Uint8Array, 'the bytes of a file, a Uint8Array');
  if (bytes.length < LENGTH_BYTES) {
    throw new ArgumentError(file, `a safetensors file, of at least ${LENGTH_BYTES} bytes`, bytes.length);
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  const most = Math.min(MAX_HEADER, bytes.length - LENGTH_BYTES);
  if (length > most) {
    throw new ArgumentError(`${file}: the length of the header`, `at most ${most}`, Number(length));
  }
  const start = LENGTH_BYTES + Number(length);
  const data = bytes.subarray(start);
  const {[METADATA]: metadata, ...tensors} = parse(
    `${file}: the header`,
    bytes.subarray(LENGTH_BYTES, start),
  );
  const entries = Object.entries(tensors).map(([name, entry]) => {
    requireTensorName(`${file}: the name of a tensor`, name);
    return [name, requireEntry(`${file}: ${name}`, entry, data.length)] as const;
  });
  entries.sort(([, one], [, other]) => one.begin - other.begin || one.end - other.end);
  requireWhole(file, entries, data.length);
  return {metadata: requireMetadata(`${file}: ${METADATA}`, metadata), entries, data};
}

/** The JSON of a header: an object of objects, of which some have lists. */
function parse(name: string, bytes: Uint8Array): Readonly<Record<string, unknown>> {
  let text: string;
  try {
    text = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(bytes);
  } catch {
    throw new ArgumentError(name, 'JSON in UTF-8', bytes);
  }
  if (!text.startsWith('{')) throw new ArgumentError(name, 'JSON that begins with "{"', text);
  return requireObject(name, parseFlatJson(name, text, 3), 'an object') as Readonly<Record<string, unknown>>;
}

/** @param available the bytes of all tensors */
function requireEntry(name: string, value: unknown, available: number): Entry {
  const fields = ['dtype', 'shape', 'data_offsets'];
  const entry = requireKeys(name, value as object, fields) as Readonly<Record<string, unknown>>;
  const dtype = requireChoice(`${name}: dtype`, entry.dtype, dtypes);
  const shape = requireList(`${name}: shape`, entry.shape as number[], 'a list of sizes');
  for (const size of shape) requireInteger(`${name}: shape`, size, {min: 0});
  const offsets = requireList(`${name}: data_offsets`, entry.data_offsets as number[], 'two offsets');
  if (offsets.length !== 2) throw new ArgumentError(`${name}: data_offsets`, 'two offsets', offsets);
  const [begin, end] = offsets as [number, number];
  requireInteger(`${name}: data_offsets`, begin, {min: 0, max: available});
  requireInteger(`${name}: data_offsets`, end, {min: begin, max: available});
  const needed = shape.reduce((product, size) => product * size, BYTES[dtype]);
  if (needed !== end - begin) {
    throw new ArgumentError(`${name}: data_offsets`, `${needed} bytes apart, for its shape`, offsets);
  }
  return {dtype, shape, begin, end};
}

/** Each byte after the header must be of one tensor. */
function requireWhole(file: string, entries: Header['entries'], available: number): void {
  let end = 0;
  for (const [name, entry] of entries) {
    if (entry.begin !== end) {
      const expected = `from ${end} on, where the tensor before it ends`;
      throw new ArgumentError(`${file}: ${name}: data_offsets`, expected, [entry.begin, entry.end]);
    }
    end = entry.end;
  }
  if (end !== available) {
    throw new ArgumentError(file, `a file of ${end} bytes of tensors, as its header says`, available);
  }
}

function requireMetadata(name: string, value: unknown = {}): Readonly<Record<string, string>> {
  const metadata = requireObject(name, value, 'an object of texts') as Readonly<Record<string, unknown>>;
  for (const [key, text] of Object.entries(metadata)) {
    if (typeof text !== 'string') throw new ArgumentError(name, 'an object of texts', {[key]: text});
  }
  return metadata as Readonly<Record<string, string>>;
}
