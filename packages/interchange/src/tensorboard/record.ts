import {crc32c} from './crc32c.js';

/**
 * A record of a TFRecord file: the length in 8 bytes, its checksum, the content, its checksum. Source: TensorFlow, `tensorflow/core/lib/io/record_writer.h`.
 */
export function record(content: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(16 + content.byteLength);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(content.byteLength), true);
  view.setUint32(8, maskedChecksum(bytes.subarray(0, 8)), true);
  bytes.set(content, 12);
  view.setUint32(12 + content.byteLength, maskedChecksum(content), true);
  return bytes;
}

/** A checksum of data that may hold checksums: rotated by 15 bits, plus a constant. */
function maskedChecksum(bytes: Uint8Array): number {
  const sum = crc32c(bytes);
  return (((sum >>> 15) | (sum << 17)) + 0xa282ead8) >>> 0;
}
