/** Writes bytes, one after the other. */
export class ByteWriter {
  private buffer = new Uint8Array(64);
  private size = 0;

  get length(): number {
    return this.size;
  }

  byte(value: number): this {
    if (this.size === this.buffer.length) this.reserve(1);
    this.buffer[this.size++] = value;
    return this;
  }

  /** An unsigned integer in LEB128. */
  unsigned(value: number): this {
    let rest = value >>> 0;
    while (rest >= 0x80) {
      this.byte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    return this.byte(rest);
  }

  /** A signed integer in LEB128. */
  signed(value: number): this {
    let rest = value | 0;
    while (rest < -0x40 || rest >= 0x40) {
      this.byte((rest & 0x7f) | 0x80);
      rest >>= 7;
    }
    return this.byte(rest & 0x7f);
  }

  /** All bytes of an array, or of another writer. */
  bytes(values: ArrayLike<number> | ByteWriter): this {
    const all = values instanceof ByteWriter ? values.written() : values;
    this.reserve(all.length);
    this.buffer.set(all, this.size);
    this.size += all.length;
    return this;
  }

  /** The length of what another writer wrote, then that. */
  sized(content: ByteWriter): this {
    return this.unsigned(content.length).bytes(content);
  }

  /** The number of some bytes, then these. */
  list(values: ArrayLike<number>): this {
    return this.unsigned(values.length).bytes(values);
  }

  /** The number of a text's bytes in UTF-8, then these. */
  text(value: string): this {
    return this.list(new TextEncoder().encode(value));
  }

  /** A view of the bytes so far, valid until more are written. */
  written(): Uint8Array {
    return this.buffer.subarray(0, this.size);
  }

  /** Makes room for more bytes. */
  private reserve(bytes: number): void {
    if (this.size + bytes <= this.buffer.length) return;
    const larger = new Uint8Array(Math.max(2 * this.buffer.length, this.size + bytes));
    larger.set(this.written());
    this.buffer = larger;
  }
}

/** The number of bytes of an unsigned integer in LEB128. */
export function unsignedBytes(value: number): number {
  let bytes = 1;
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) bytes++;
  return bytes;
}
