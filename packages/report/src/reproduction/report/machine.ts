import {execFile} from 'node:child_process';
import {cpus, totalmem} from 'node:os';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {versions} from '../../versions.js';

/** The machine and the software of a report, a line each. */
export async function machineLines(): Promise<string[]> {
  const cores = cpus();
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  const software = Object.entries(versions()).map(([name, version]) => `${name} ${version}`);
  return [
    `${cores.length} × ${cores[0]?.model.trim() ?? 'unknown processor'}, ${gigabytes} GiB, ${process.platform}`,
    `${software.join(', ')}, commit ${await commit()}`,
  ];
}

/** The commit of this package, if it runs in a repository. */
async function commit(): Promise<string> {
  const cwd = fileURLToPath(new URL('.', import.meta.url));
  try {
    const {stdout} = await promisify(execFile)('git', ['describe', '--always', '--dirty', '--abbrev=12'], {
      cwd,
    });
    return stdout.trim();
  } catch {
    return 'unknown';
  }
}
