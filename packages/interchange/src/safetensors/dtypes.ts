/** The types of numbers that are read. */
export const dtypes = ['F32', 'F64', 'F16', 'BF16'] as const;

export type Dtype = (typeof dtypes)[number];

export const BYTES: Readonly<Record<Dtype, number>> = {F32: 4, F64: 8, F16: 2, BF16: 2};

/** Reads a number at a byte, little-endian, exactly. */
const readers: Readonly<Record<Dtype, (view: DataView, at: number) => number>> = {
  F32: (view, at) => view.getFloat32(at, true),
  F64: (view, at) => view.getFloat64(at, true),
  F16: (view, at) => halfOf(view.getUint16(at, true)),
  BF16: (view, at) => bfloatOf(view.getUint16(at, true)),
};

/**
 * Numbers of a type as single precision: exact, except that F64 is rounded to the nearest.
 *
 * @param bytes as many as the numbers have
 */
export function toFloat32(dtype: Dtype, bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = BYTES[dtype];
  const read = readers[dtype];
  return Float32Array.from({length: bytes.byteLength / size}, (_, index) => read(view, index * size));
}

/** A sign, 5 bits of exponent and 10 of fraction. */
function halfOf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const word = new DataView(new ArrayBuffer(4));

/** The upper half of a number in single precision. */
function bfloatOf(bits: number): number {
  word.setUint32(0, bits << 16);
  return word.getFloat32(0);
}
