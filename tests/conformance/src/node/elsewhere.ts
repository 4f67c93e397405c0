import {type ChildProcess, fork} from 'node:child_process';
import {once} from 'node:events';
import {rm} from 'node:fs/promises';
import {join} from 'node:path';
import {bundle} from '../bundle.js';
import type {BackendName} from '../host.js';
import type {LoadJob, LoadResult} from '../loadJob.js';

/** A process of its own that does load jobs, one after the other. */
export interface Elsewhere {
  run(job: LoadJob): Promise<LoadResult>;
  /** Ends the process. */
  close(): Promise<void>;
}

/** Starts a process that runs the load jobs on a backend. */
export async function startElsewhere(backend: BackendName): Promise<Elsewhere> {
  const folder = await bundle(new URL('./loadProcess.ts', import.meta.url), {target: 'node'});
  const child = fork(join(folder, 'loadProcess.js'), [backend], {serialization: 'advanced', execArgv: []});
  const exit = once(child, 'exit');
  const failure = exit.then(([code]) => {
    throw new Error(`the process that loads models ended with ${code}`);
  });
  failure.catch(() => {});
  return {
    run: (job) => answer(child, failure, job),
    async close() {
      if (child.exitCode === null && child.signalCode === null) {
        child.disconnect();
        await exit;
      }
      await rm(folder, {recursive: true});
    },
  };
}

/** @param failure rejects if the process ends before it answers */
async function answer(child: ChildProcess, failure: Promise<never>, job: LoadJob): Promise<LoadResult> {
  const reply = once(child, 'message') as Promise<[LoadResult | {error: string}]>;
  child.send(job);
  const [message] = await Promise.race([reply, failure]);
  if ('error' in message) throw new Error(`elsewhere: ${message.error}`);
  return message;
}
