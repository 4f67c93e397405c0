import {ArgumentError} from '../argumentError.js';

/** A JSON object with a seal: any change of its content shows. */
export type Sealed<T extends object> = T & {
  /** The SHA-256 of the object's JSON without this field; absent where the platform computes none. */
  readonly sha256?: string | undefined;
};

/** The SHA-256 of files by their names, for a JSON object that describes them. */
export type Digests = Readonly<Record<string, string>>;

/**
 * The SHA-256 of bytes or of a text in UTF-8, in hexadecimal.
 *
 * @returns undefined where the platform computes none: browsers do so only in a secure context, https or localhost
 */
export async function sha256(content: Uint8Array | ArrayBuffer | string): Promise<string | undefined> {
  const subtle = globalThis.crypto?.subtle as SubtleCrypto | undefined;
  if (subtle === undefined) return undefined;
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const digest = new Uint8Array(await subtle.digest('SHA-256', bytes as BufferSource));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The SHA-256 of each file; undefined where the platform computes none. */
export async function digestsOf(
  files: Readonly<Record<string, Uint8Array | ArrayBuffer | string>>,
): Promise<Digests | undefined> {
  const digests: Record<string, string> = {};
  for (const [name, content] of Object.entries(files)) {
    const digest = await sha256(content);
    if (digest === undefined) return undefined;
    digests[name] = digest;
  }
  return digests;
}

/** Seals a JSON object. */
export async function sealed<T extends object>(json: T): Promise<Sealed<T>> {
  return {...json, sha256: await sha256(JSON.stringify(json))};
}

/**
 * Checks the seal of a JSON object that was read from a file. One without a seal is of an older version, or of another program, and
 * passes; one that has the digests of other files must have a seal.
 *
 * @returns the object without its seal
 * @throws ArgumentError that names the file if its content is not what was sealed
 */
export async function requireSeal<T extends object>(file: string, json: Sealed<T>): Promise<T> {
  const {sha256: seal, ...content} = json;
  if (seal === undefined && !('files' in content)) return content as unknown as T;
  const actual = await digestOf(file, JSON.stringify(content));
  if (actual !== undefined && actual !== seal) {
    const expected = `${short(actual)} by the rest of the file, which was changed after it was saved`;
    throw new ArgumentError(`${file}: sha256`, expected, short(seal));
  }
  return content as unknown as T;
}

/**
 * Checks the content of a file against its SHA-256.
 *
 * @param digest passes if it is undefined: the file is of an older version, or of another program
 * @throws ArgumentError that names the file if it is another than the one that was saved
 */
export async function requireDigest(
  file: string,
  content: Uint8Array | ArrayBuffer,
  digest: string | undefined,
): Promise<void> {
  if (digest === undefined) return;
  const actual = await digestOf(file, content);
  if (actual === undefined || actual === digest) return;
  throw new ArgumentError(file, `what was saved, with the SHA-256 ${short(digest)}`, short(actual));
}

/** The SHA-256 of a file's content; a warning and undefined where the platform computes none. */
async function digestOf(
  file: string,
  content: Uint8Array | ArrayBuffer | string,
): Promise<string | undefined> {
  const digest = await sha256(content);
  if (digest === undefined) {
    console.warn(`${file} is not checked against its SHA-256: this page is not a secure context (https)`);
  }
  return digest;
}

/** The first digits of a SHA-256, for messages. */
function short(digest: unknown): unknown {
  return typeof digest === 'string' && digest.length > 12 ? `${digest.slice(0, 12)}…` : digest;
}
