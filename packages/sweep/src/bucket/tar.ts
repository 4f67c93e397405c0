/** A file of an archive. */
export interface PackedFile {
  /** Its path, with `/` between the parts. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

const BLOCK = 512;
const LONGEST_NAME = 100;

/** Fields of a header, each with where it is and how long: those of POSIX' ustar format (IEEE Std 1003.1, pax). */
const NAME = [0, LONGEST_NAME] as const;
const MODE = [100, 8] as const;
const SIZE = [124, 12] as const;
const CHECKSUM = [148, 8] as const;
const TYPE = [156, 1] as const;
const MAGIC = [257, 8] as const;

/**
 * Packs files as a tar archive, without users and times: equal files give equal bytes.
 *
 * @throws Error if a name is longer than 100 bytes
 */
export function packTar(files: readonly PackedFile[]): Uint8Array {
  const parts = files.flatMap(({name, bytes}) => [
    headerOf(name, bytes.length),
    bytes,
    new Uint8Array(paddingOf(bytes.length)),
  ]);
  return Buffer.concat([...parts, new Uint8Array(2 * BLOCK)]);
}

/**
 * The files of a tar archive that `packTar` packed.
 *
 * @throws Error that says why it is none
 */
export function unpackTar(archive: Uint8Array): PackedFile[] {
  const files: PackedFile[] = [];
  let at = 0;
  for (;;) {
    const header = archive.subarray(at, at + BLOCK);
    if (header.length < BLOCK) throw new Error(`it breaks off after ${archive.length} bytes`);
    if (header.every((byte) => byte === 0)) return files;
    if (octal(header, CHECKSUM) !== checksumOf(header)) throw new Error(`its header at ${at} is broken`);
    const name = text(header, NAME);
    if (text(header, TYPE) !== '0') throw new Error(`it holds ${name}, which is no file`);
    at += BLOCK;
    const size = octal(header, SIZE);
    const bytes = archive.subarray(at, at + size);
    if (bytes.length < size) throw new Error(`it breaks off in ${name}`);
    files.push({name, bytes});
    at += size + paddingOf(size);
  }
}

function headerOf(name: string, size: number): Uint8Array {
  if (Buffer.byteLength(name) > LONGEST_NAME) throw new Error(`${name} is too long a name for an archive`);
  const header = Buffer.alloc(BLOCK);
  const set = (value: string, [start]: readonly [number, number]) => header.write(value, start);
  set(name, NAME);
  set('0000644', MODE);
  set(size.toString(8).padStart(11, '0'), SIZE);
  set('0', TYPE);
  set('ustar\u000000', MAGIC);
  set(`${checksumOf(header).toString(8).padStart(6, '0')}\0 `, CHECKSUM);
  return header;
}

/** The sum of the bytes of a header, with spaces in place of the sum itself. */
function checksumOf(header: Uint8Array): number {
  const [start, length] = CHECKSUM;
  const isOwn = (index: number) => index >= start && index < start + length;
  return header.reduce((sum, byte, index) => sum + (isOwn(index) ? 32 : byte), 0);
}

function text(header: Uint8Array, [start, length]: readonly [number, number]): string {
  const bytes = header.subarray(start, start + length);
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}

function octal(header: Uint8Array, field: readonly [number, number]): number {
  return Number.parseInt(text(header, field), 8);
}

function paddingOf(size: number): number {
  return (BLOCK - (size % BLOCK)) % BLOCK;
}
