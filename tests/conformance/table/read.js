import {readFileSync} from 'node:fs';
import {join} from 'node:path';

/** Every host that the suite runs on, in the order of the table. */
const hosts = [
  ...['cpu', 'wasm'].map((backend) => ({place: 'node', backend})),
  ...['page', 'worker'].flatMap((place) =>
    ['cpu', 'wasm', 'webgl', 'webgpu'].map((backend) => ({place, backend})),
  ),
];

/**
 * Reads the results of every host.
 *
 * @param folder the folder with one file for each host
 * @returns for each host its name, `{name, seconds, results}` where the suite ran, `{name, notRun}` with the reason where it
 * did not, and `{name, missing: true}` where nothing is known
 */
export function readResults(folder) {
  return hosts.map(({place, backend}) => {
    const name = `${place} ${backend}`;
    try {
      return {name, ...JSON.parse(readFileSync(join(folder, `${place}-${backend}.json`), 'utf8'))};
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
      return {name, missing: true};
    }
  });
}
