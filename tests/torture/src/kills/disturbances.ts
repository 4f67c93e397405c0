import {faultOf} from '../files/judge.js';
import type {Disk} from './disk.js';
import type {Training} from './training.js';

/** What is done to a training. */
export interface Disturbance {
  readonly name: string;
  /** Disturbs a training that may have ended meanwhile. */
  begin(training: Training): Promise<void>;
  /** Takes the disturbance back, after the training has ended. */
  end(): Promise<void>;
  /** Why it is wrong how the training ended; undefined if it is right. */
  faultOf(exit: number | NodeJS.Signals, stderr: string): string | undefined;
}

const killed: Disturbance = {
  name: 'killed',
  async begin({child}) {
    child.kill('SIGKILL');
  },
  async end() {},
  faultOf: (exit, stderr) => (exit === 'SIGKILL' ? undefined : `ended by itself (${exit}): ${stderr}`),
};

/** A message about the disk names a file in its first line, and may say in others how to go on; none is of a stack or a raw error. */
function faultOfDisk(exit: number | NodeJS.Signals, stderr: string): string | undefined {
  if (exit === 0 || typeof exit === 'string') return `ended with ${exit} on a disk that fails`;
  const [first, ...others] = stderr.trim().split('\n');
  const faults = [faultOf(first!), ...others.map(faultOf)].filter((fault) => fault !== undefined);
  const fault = faults[0] ?? (first!.includes('/') ? undefined : 'a message that names no file');
  return fault === undefined ? undefined : `${fault}: ${stderr.trim()}`;
}

/** How often a disk is made read-only before it is given up: it cannot be while a file on it is open. */
const TRIES = 200;

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function diskDisturbances(disk: Disk): Disturbance[] {
  return [
    {
      name: 'disk full',
      begin: () => disk.fill(0),
      end: () => disk.empty(),
      faultOf: faultOfDisk,
    },
    {
      name: 'folder read-only',
      async begin() {
        for (let left = TRIES; ; left--) {
          try {
            return await disk.makeReadOnly();
          } catch (error) {
            if (left === 0) throw error;
            await pause(5);
          }
        }
      },
      end: () => disk.makeWritable(),
      faultOf: faultOfDisk,
    },
  ];
}

/** The names of the disturbances that need a disk of their own. */
export const ofDisk = ['disk full', 'folder read-only'] as const;

/** All disturbances that are possible; without a disk only kills. */
export function disturbancesOn(disk: Disk | undefined): Disturbance[] {
  return [killed, killed, killed, ...(disk === undefined ? [] : diskDisturbances(disk))];
}
