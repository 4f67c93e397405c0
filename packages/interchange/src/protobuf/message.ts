/**
 * A protocol buffer message that is written field by field; unset fields are left out by not writing them. Source: the encoding of Protocol
 * Buffers, https://protobuf.dev/programming-guides/encoding.
 */
export class Message {
  private readonly parts: Uint8Array[] = [];

  /** An integer of type int32, int64, uint64, bool or enum, from −2⁵³ to 2⁵³. */
  integer(field: number, value: number): this {
    return this.tag(field, WireType.VARINT).push(varint(BigInt.asUintN(64, BigInt(value))));
  }

  float(field: number, value: number): this {
    return this.tag(field, WireType.FIXED32).push(new Uint8Array(Float32Array.of(value).buffer));
  }

  double(field: number, value: number): this {
    return this.tag(field, WireType.FIXED64).push(new Uint8Array(Float64Array.of(value).buffer));
  }

  /** Bytes, a text in UTF-8, or a message. */
  bytes(field: number, value: Uint8Array | string | Message): this {
    const content =
      typeof value === 'string'
        ? new TextEncoder().encode(value)
        : value instanceof Message
          ? value.finish()
          : value;
    return this.tag(field, WireType.BYTES)
      .push(varint(BigInt(content.byteLength)))
      .push(content);
  }

  /** A repeated field of integers or doubles, packed. */
  packed(field: number, type: 'integer' | 'double', values: readonly number[]): this {
    const content =
      type === 'double'
        ? new Uint8Array(Float64Array.from(values).buffer)
        : joined(values.map((value) => varint(BigInt.asUintN(64, BigInt(value)))));
    return this.bytes(field, content);
  }

  /** The message as bytes. */
  finish(): Uint8Array<ArrayBuffer> {
    return joined(this.parts);
  }

  private tag(field: number, type: WireType): this {
    return this.push(varint(BigInt(8 * field + type)));
  }

  private push(part: Uint8Array): this {
    this.parts.push(part);
    return this;
  }
}

/** How the value of a field is stored. */
enum WireType {
  VARINT = 0,
  FIXED64 = 1,
  BYTES = 2,
  FIXED32 = 5,
}

/** Seven bits a byte, the lowest first; the highest bit says that another byte follows. */
function varint(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest === 0n ? low : low | 0x80);
  } while (rest !== 0n);
  return Uint8Array.from(bytes);
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, {byteLength}) => sum + byteLength, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.byteLength;
  }
  return all;
}
