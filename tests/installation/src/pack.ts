import {execFile} from 'node:child_process';
import {promisify} from 'node:util';
import {publishedPackages, REPOSITORY} from './packages.js';

/** The pnpm that the repository pins. */
export const PNPM = `${REPOSITORY}node_modules/.bin/pnpm`;

interface Packed {
  readonly name: string;
  readonly filename: string;
}

/**
 * Packs every published package as it would be published, from its build.
 *
 * @param folder where the tarballs are put
 * @returns each tarball's path by the package's name
 */
export async function packAll(folder: string): Promise<Record<string, string>> {
  const filters = publishedPackages.flatMap(({name}) => ['--filter', name]);
  const args = ['--recursive', ...filters, 'pack', '--json', '--pack-destination', folder];
  const {stdout} = await promisify(execFile)(PNPM, args, {cwd: REPOSITORY, maxBuffer: 2 ** 26});
  const packed = JSON.parse(stdout) as Packed[];
  return Object.fromEntries(packed.map(({name, filename}) => [name, filename]));
}
