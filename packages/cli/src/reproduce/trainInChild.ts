import {spawn} from 'node:child_process';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';

/** The command of this package; it needs the package to be built. */
const COMMAND = fileURLToPath(new URL('../../bin/ntm.js', import.meta.url));

/** How far a run has come, as `ntm train --json` says it. */
interface Progress {
  readonly sequences: number;
  readonly seconds: number;
  readonly bits: number;
  readonly wrongBits: number;
}

export interface ChildArgs {
  /** What follows `ntm train`. */
  readonly args: readonly string[];
  readonly onProgress: (progress: Progress) => void;
  /** Stops the training; what was trained is kept. */
  readonly signal: AbortSignal;
}

/** The exit codes of `ntm train` that say that nothing went wrong: solved, not solved, stopped. */
const FINE = [0, 1, 130];

/**
 * Runs `ntm train` in a process of its own, so that several runs share a machine's cores.
 *
 * @throws Error with what the process said, if it failed
 */
export async function trainInChild({args, onProgress, signal}: ChildArgs): Promise<void> {
  const child = spawn(process.execPath, [COMMAND, 'train', ...args, '--json'], {
    // A group of its own: Ctrl-C reaches this process alone, which then tells the child once.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (text) => {
    said += text;
  });
  createInterface({input: child.stdout}).on('line', (line) => {
    const {event, ...report} = JSON.parse(line);
    if (event === 'progress') onProgress(report);
  });
  const stop = () => void child.kill('SIGINT');
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  try {
    const [code, cause] = await new Promise<[number | null, string | null]>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (exitCode, killedBy) => resolve([exitCode, killedBy]));
    });
    // 1 is also what `ntm train` ends with when something failed: then it says what.
    if (code !== null && FINE.includes(code) && !/^ntm: /m.test(said)) return;
    throw new Error(said.trim() || `ntm train ended with ${cause ?? `code ${code}`}`);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
