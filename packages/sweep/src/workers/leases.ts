import {hasEnded, isHere} from '@ntmjs/training/runs';
import type {PlannedRun} from '../runs/plannedRun.js';
import type {AttemptRecord} from '../runs/result.js';
import type {Attempt} from '../runs/store.js';

/** How long, in milliseconds, an attempt may say nothing before another process takes its run; it says something thrice in that time. */
export const LEASE = 60_000;

/**
 * Which runs may be taken: those on which nothing works. No clocks are compared: an attempt whose record does not change while
 * this process watches it for the length of a lease is given up, at once if its process was on this machine and has ended.
 */
export class Leases {
  private readonly seen = new Map<string, {readonly renewals: number; readonly since: number}>();

  constructor(private readonly length = LEASE) {}

  /** Whether a run may be taken whose last attempt says this of itself; undefined if there is none. */
  async isFree({id}: PlannedRun, last: AttemptRecord | undefined): Promise<boolean> {
    if (last === undefined || last.ended) return true;
    const {attempt, renewals, holder} = last;
    if ((await isHere(holder)) && (await hasEnded(holder))) return true;
    const key = `${id} ${attempt}`;
    const before = this.seen.get(key);
    const now = performance.now();
    if (before === undefined || before.renewals !== renewals) {
      this.seen.set(key, {renewals, since: now});
      return false;
    }
    return now - before.since > this.length;
  }
}

/**
 * Says that an attempt is alive, again and again, until it is stopped.
 *
 * @param lost called when another attempt has begun after it
 */
export function keepLease(
  attempt: Pick<Attempt, 'record' | 'isOvertaken'>,
  lost: () => void,
  length = LEASE,
): {stop(): void} {
  let renewals = 0;
  const timer = setInterval(async () => {
    try {
      renewals += 1;
      await attempt.record({renewals});
      if (await attempt.isOvertaken()) lost();
    } catch {
      // What cannot be written now can be later; if it stays so, another process takes the run.
    }
  }, length / 3);
  timer.unref();
  return {stop: () => clearInterval(timer)};
}
