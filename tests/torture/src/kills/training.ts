import {type ChildProcess, spawn} from 'node:child_process';
import {fileURLToPath} from 'node:url';

/** The command as it is installed. */
const command = fileURLToPath(new URL('../bin/ntm.js', import.meta.resolve('@ntmjs/cli')));

/** A process that trains, while it runs. */
export interface Training {
  readonly child: ChildProcess;
  /** How it ended, and what it said. */
  readonly ended: Promise<{readonly exit: number | NodeJS.Signals; readonly stderr: string}>;
}

/** Starts `ntm train` with arguments in a process of its own. */
export type StartTraining = (args: readonly string[]) => Training;

/** The longest that a training may take, in seconds, before it hangs. */
const LIMIT = 300;

/** Starts a program with Node, and collects what it says; `ended` rejects if it hangs. */
export function startProgram(program: string, args: readonly string[]): Training {
  const child = spawn(process.execPath, [program, ...args], {stdio: ['ignore', 'ignore', 'pipe']});
  let [stderr, hangs] = ['', false];
  const timer = setTimeout(() => {
    hangs = true;
    child.kill('SIGKILL');
  }, 1000 * LIMIT);
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  const ended = new Promise<Awaited<Training['ended']>>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (hangs) reject(new Error(`a training hangs: ${args.join(' ')}`));
      else resolve({exit: signal ?? code!, stderr});
    });
  });
  return {child, ended};
}

export const startTraining: StartTraining = (args) => startProgram(command, ['train', ...args]);
