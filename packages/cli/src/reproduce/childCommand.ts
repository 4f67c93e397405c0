import {spawn} from 'node:child_process';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';

/** The command of this package, which must be built. */
const COMMAND = fileURLToPath(new URL('../../bin/ntm.js', import.meta.url));

export interface ChildArgs {
  /** The exit codes that are no failure. */
  readonly success: readonly number[];
  /** Stops the command, as Ctrl-C does. */
  readonly signal: AbortSignal;
  /** Called with each event that the command prints as a JSON line. */
  readonly onEvent: (event: string, data: Readonly<Record<string, unknown>>) => void;
}

/**
 * Runs `ntm` in a process of its own, so that several runs share a machine's cores.
 *
 * @throws Error with the process' message, if it failed
 */
export async function childCommand(
  args: readonly string[],
  {success, signal, onEvent}: ChildArgs,
): Promise<void> {
  const child = spawn(process.execPath, [COMMAND, '--no-config', ...args], {
    // A group of its own: Ctrl-C reaches this process alone, which then stops the child once.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let message = '';
  child.stderr.on('data', (text) => {
    message += text;
  });
  createInterface({input: child.stdout}).on('line', (line) => {
    const {event, ...data} = JSON.parse(line);
    onEvent(event, data);
  });
  const stop = () => void child.kill('SIGINT');
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  try {
    const [code, cause] = await new Promise<[number | null, string | null]>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (exitCode, killedBy) => resolve([exitCode, killedBy]));
    });
    // 1 is also the exit code of a failure, which comes with a message.
    if (code !== null && success.includes(code) && !/^ntm: /m.test(message)) return;
    throw new Error(message.trim() || `ntm ${args[0]} ended with ${cause ?? `code ${code}`}`);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
