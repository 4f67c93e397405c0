import {spawn} from 'node:child_process';
import {copyFile, mkdir, readdir} from 'node:fs/promises';
import {basename, join} from 'node:path';
import {fileURLToPath} from 'node:url';

/** What the page and the results of a sweep are called. */
const RESULTS = ['report.html', 'results.json'];

/** The names of the sweeps of a study, those of shared runs after each other. */
export async function sweepsOf(folder: string): Promise<string[]> {
  const files = await readdir(folder);
  return files
    .filter((file) => file.endsWith('.json'))
    .map((file) => basename(file, '.json'))
    .sort();
}

/**
 * Runs the sweeps of a study, one after the other, each from where it stopped, and copies the page and the results of each into its folder.
 *
 * @param folder of the study, with the files of its sweeps
 * @param work the folder of the runs, and of what sweeps keep to go on
 * @param options of `ntm sweep`
 * @returns the first exit code that is not 0, of a sweep that was stopped or whose runs failed for another reason than their numbers
 */
export async function runSweeps(folder: string, work: string, options: readonly string[]): Promise<number> {
  let first = 0;
  for (const name of await sweepsOf(folder)) {
    const own = join(work, basename(folder), name);
    const code = await ntm([
      ...['sweep', join(folder, `${name}.json`), '--folder', own, '--runs', join(work, 'runs'), ...options],
    ]);
    // 1 says that runs failed, which is what the study counts.
    if (code > 1) return code;
    first ||= code;
    await mkdir(join(folder, name), {recursive: true});
    for (const file of RESULTS) await copyFile(join(own, file), join(folder, name, file));
  }
  return first;
}

/** Runs the command, and returns its exit code. */
function ntm(args: readonly string[]): Promise<number> {
  const command = fileURLToPath(new URL('bin/ntm.js', import.meta.resolve('@ntmjs/cli/package.json')));
  const child = spawn(process.execPath, [command, ...args], {stdio: 'inherit'});
  // Ctrl-C reaches the command too, which ends after its checkpoints; this process waits for it.
  process.on('SIGINT', () => {});
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 143)));
  });
}
