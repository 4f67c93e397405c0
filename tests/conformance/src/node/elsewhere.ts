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
  return {
    run: (job) => answer(child, job),
    async close() {
      if (child.exitCode === null && child.signalCode === null) {
        child.disconnect();
        await once(child, 'exit');
      }
      await rm(folder, {recursive: true});
    },
  };
}

async function answer(child: ChildProcess, job: LoadJob): Promise<LoadResult> {
  const reply = once(child, 'message') as Promise<[LoadResult | {error: string}]>;
  const exit = once(child, 'exit').then(([code]) => {
    throw new Error(`the process that loads models ended with ${code}`);
  });
  exit.catch(() => {});
  child.send(job);
  const [message] = await Promise.race([reply, exit]);
  if ('error' in message) throw new Error(`elsewhere: ${message.error}`);
  return message;
}
