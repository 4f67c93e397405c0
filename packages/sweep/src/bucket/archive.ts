import {createHash} from 'node:crypto';
import {readdir, readFile} from 'node:fs/promises';
import {dirname, join, relative, sep} from 'node:path';
import {ArgumentError} from '@ntmjs/arguments';
import {makeFolder, remove, writeWhole} from '@ntmjs/training/runs';
import {type PackedFile, packTar, unpackTar} from './tar.js';

/** The first file of an archive: the hash of each other one, as `sha256sum --check` reads it. */
const SUMS = 'SHA256SUMS';

/** Packs the files of a folder, which must not change meanwhile, with their hashes. */
export async function packFolder(folder: string): Promise<Uint8Array> {
  const entries = await readdir(folder, {recursive: true, withFileTypes: true});
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const files = await Promise.all(
    paths.map(async (path) => ({
      name: relative(folder, path).split(sep).join('/'),
      bytes: await readFile(path),
    })),
  );
  files.sort((one, other) => (one.name < other.name ? -1 : 1));
  return packTar([{name: SUMS, bytes: Buffer.from(sumsOf(files))}, ...files]);
}

/**
 * Unpacks what `packFolder` packed, if it is whole.
 *
 * @param address where it is from, for the error
 * @param folder that is not there yet
 * @throws ArgumentError if it is not what was packed; the folder is then not there
 * @throws WriteError if the folder cannot be written
 */
export async function unpackFolder(address: string, archive: Uint8Array, folder: string): Promise<void> {
  const files = checked(address, archive);
  try {
    for (const {name, bytes} of files) {
      const path = join(folder, name);
      await makeFolder(dirname(path));
      await writeWhole(path, bytes);
    }
  } catch (error) {
    await remove(folder);
    throw error;
  }
}

function checked(address: string, archive: Uint8Array): readonly PackedFile[] {
  const wrong = (reason: string) =>
    new ArgumentError(address, 'the archive of a run as it was kept: remove it', reason);
  let files: readonly PackedFile[];
  try {
    files = unpackTar(archive);
  } catch (error) {
    throw wrong((error as Error).message);
  }
  const [sums, ...packed] = files;
  if (sums?.name !== SUMS) throw wrong(`no ${SUMS} at its start`);
  for (const {name} of packed) {
    const isPath = name.split('/').every((part) => /^[\w.-]+$/.test(part) && !/^\.+$/.test(part));
    if (!isPath) throw wrong(`a file ${JSON.stringify(name)}`);
  }
  if (new TextDecoder().decode(sums.bytes) !== sumsOf(packed)) throw wrong(`other files than ${SUMS} has`);
  return packed;
}

function sumsOf(files: readonly PackedFile[]): string {
  const sum = ({bytes}: PackedFile) => createHash('sha256').update(bytes).digest('hex');
  return files.map((file) => `${sum(file)}  ${file.name}\n`).join('');
}
