import {crc32c} from '@node-rs/crc32';
import protobuf from 'protobufjs';

/** The messages of an event file that tests look at. */
const {root} = protobuf.parse(`
  syntax = "proto2";
  message Event {
    optional double wall_time = 1; optional int64 step = 2;
    oneof what { string file_version = 3; Summary summary = 5; SessionLog session_log = 7; }
  }
  message SessionLog { enum Status { UNSPECIFIED = 0; START = 1; STOP = 2; } optional Status status = 1; }
  message Summary {
    message Image {
      optional int32 height = 1; optional int32 width = 2; optional int32 colorspace = 3;
      optional bytes encoded_image_string = 4;
    }
    message Value { optional string tag = 1; oneof value { float simple_value = 2; Image image = 4; Histogram histo = 5; } }
    repeated Value value = 1;
  }
  message Histogram {
    optional double min = 1; optional double max = 2; optional double num = 3; optional double sum = 4;
    optional double sum_squares = 5; repeated double bucket_limit = 6 [packed = true]; repeated double bucket = 7 [packed = true];
  }`);
const Event = root.lookupType('Event');

/**
 * The events of a file of TensorBoard, by other implementations of Protocol Buffers and of the checksum.
 *
 * @throws Error if a record is cut off, or its checksum is wrong
 */
export function eventsOf(...parts: readonly Uint8Array[]): {[name: string]: unknown}[] {
  const file = Buffer.concat(parts);
  const sum = (bytes: Uint8Array) => {
    const plain = crc32c(Buffer.from(bytes));
    return (((plain >>> 15) | (plain << 17)) + 0xa282ead8) >>> 0;
  };
  const events = [];
  for (let offset = 0; offset < file.byteLength; ) {
    const length = Number(file.readBigUInt64LE(offset));
    if (file.readUInt32LE(offset + 8) !== sum(file.subarray(offset, offset + 8)))
      throw new Error(`the length at ${offset} has another checksum`);
    const content = file.subarray(offset + 12, offset + 12 + length);
    if (content.byteLength !== length) throw new Error(`the record at ${offset} is cut off`);
    if (file.readUInt32LE(offset + 12 + length) !== sum(content))
      throw new Error(`the record at ${offset} has another checksum`);
    events.push(Event.toObject(Event.decode(content), {longs: Number, enums: String}));
    offset += 16 + length;
  }
  return events;
}
