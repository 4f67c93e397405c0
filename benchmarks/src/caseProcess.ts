import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {createInterface} from 'node:readline';
import type {About, Answer, Request} from './protocol.js';

/** A program and its arguments. */
export type Command = readonly [program: string, ...args: string[]];

/** The process of a case, warmed up and idle between measurements. */
export interface CaseProcess {
  readonly about: About;
  /** Takes steps for that long. */
  measure(seconds: number): Promise<Answer>;
  /** Ends the process. */
  close(): Promise<void>;
}

/**
 * Starts the process of a case and waits until it is warm.
 *
 * @param name of the case, for messages
 * @param threads how many threads numeric libraries in the process may use
 * @throws Error if the process cannot be started, or exits before it is closed; its standard error is passed through
 */
export async function openCase(name: string, [program, ...args]: Command, threads = 1): Promise<CaseProcess> {
  const child = spawn(program, args, {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {...process.env, OMP_NUM_THREADS: String(threads), MKL_NUM_THREADS: String(threads)},
  });
  const ended = once(child, 'close');
  ended.catch(() => {});
  child.stdin.on('error', () => {}); // an early exit shows below, as the end of the lines
  const lines = createInterface({input: child.stdout})[Symbol.asyncIterator]();
  const answer = async (): Promise<unknown> => {
    const {value, done} = await lines.next();
    if (!done) return JSON.parse(value);
    const [code, signal] = await ended;
    throw new Error(`${name}: the process exited early, with ${signal ?? `exit code ${code}`}`);
  };
  const about = (await answer()) as About;
  return {
    about,
    async measure(seconds) {
      child.stdin.write(`${JSON.stringify({seconds} satisfies Request)}\n`);
      return (await answer()) as Answer;
    },
    async close() {
      child.stdin.end();
      await ended;
    },
  };
}
