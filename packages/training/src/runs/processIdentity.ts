import {readFile, readlink} from 'node:fs/promises';
import {hostname} from 'node:os';
import * as v from 'valibot';

/** What identifies a process, also after it ended and another has its number. */
export const processIdentitySchema = v.object({
  host: v.string(),
  /** The process number. */
  process: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** Where Linux counts that number: containers on one machine count on their own. */
  namespace: v.optional(v.string()),
  /** When Linux started the process, in clock ticks of one boot of the machine. */
  start: v.optional(v.string()),
});

export type ProcessIdentity = v.InferOutput<typeof processIdentitySchema>;

/** The identity of this process. */
export async function thisProcess(): Promise<ProcessIdentity> {
  const [namespace, status] = await Promise.all([namespaceHere(), statusOf(process.pid)]);
  return {
    host: hostname(),
    process: process.pid,
    ...(namespace !== undefined && {namespace}),
    ...(status !== undefined && {start: status.start}),
  };
}

/** Whether a process counts among those of this machine and container, so that `hasEnded` can tell. */
export async function isHere({host, namespace}: ProcessIdentity): Promise<boolean> {
  return host === hostname() && namespace === (await namespaceHere());
}

/** Whether a process of this machine has ended. Only Linux tells another process that has its number from it. */
export async function hasEnded({process: number, start}: ProcessIdentity): Promise<boolean> {
  if (!exists(number)) return true;
  const status = await statusOf(number);
  if (status === undefined) return false;
  return status.zombie || (start !== undefined && status.start !== start);
}

function exists(number: number): boolean {
  try {
    process.kill(number, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'; // EPERM: it is another user's
  }
}

function namespaceHere(): Promise<string | undefined> {
  return readlink('/proc/self/ns/pid').catch(() => undefined);
}

/** What Linux knows of a process; undefined for other systems. */
async function statusOf(number: number): Promise<{start: string; zombie: boolean} | undefined> {
  try {
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
    const stat = await readFile(`/proc/${number}/stat`, 'utf8');
    // The second field is the command in parentheses, which may contain anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return {start: `${boot.trim()} ${fields[19]}`, zombie: fields[0] === 'Z' || fields[0] === 'X'};
  } catch {
    return undefined;
  }
}
