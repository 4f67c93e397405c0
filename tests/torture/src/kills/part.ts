import {mkdir, rm} from 'node:fs/promises';
import {join} from 'node:path';
import type {RandomStream} from '@ntmjs/tasks';
import type {Outcome, Part, RunCase} from '../part.js';
import {anyOf, streamOf} from '../random.js';
import {Disk} from './disk.js';
import {disturbancesOn, ofDisk} from './disturbances.js';
import {anyMoment, waitFor} from './moments.js';
import {differences, finalState, hasCheckpoint} from './runState.js';
import {type StartTraining, startTraining} from './training.js';

/** How often a run is disturbed. */
const DISTURBANCES = 10;

/** How many processes a run has at most until it was disturbed so often: some end before they are. */
const MOST_PROCESSES = 3 * DISTURBANCES;

/** The sequences of a run, and between two checkpoints. */
const SEQUENCES = 4000;

const evaluation = ['--at', 'length=1', '--episodes', '1', '--json'];

/** The arguments of a small run; runs differ in their seed, optimizer, engine and number of checkpoints. */
function runArguments(random: RandomStream): string[] {
  return [
    ...['copy', '--task-option', 'maxLength=2', '--task-option', 'vectorWidth=2'],
    ...['--units', '8', '--rows', '8', '--width', '4', '--batch', '10', '--sequences', String(SEQUENCES)],
    ...['--seed', String(random.integer(1, 1e6)), '--keep', String(random.integer(1, 2))],
    ...['--checkpoint-every', String(anyOf(random, [100, 200, 500]))],
    ...['--optimizer', anyOf(random, ['gravesRmsProp', 'adam'])],
    ...anyOf(random, [[], [], [], ['--controller', 'lstm'], ['--decay', `0.1/${SEQUENCES}`]]),
    ...evaluation,
  ];
}

export interface TortureRunArgs {
  /** An empty folder, on `disk` if there is one. */
  readonly folder: string;
  readonly disk: Disk | undefined;
  readonly random: RandomStream;
  readonly start: StartTraining;
}

/** A training that was disturbed must have ended as the disturbance makes it end; its run can then be resumed. */
class DisturbedRun {
  readonly counts: Record<string, number> = {};
  private readonly folder: string;
  /** Whether it has had a checkpoint. */
  private saved = false;
  /** How often it was disturbed. */
  disturbances = 0;

  constructor(
    private readonly args: readonly string[],
    private readonly whole: number,
    private readonly torture: TortureRunArgs,
  ) {
    this.folder = join(torture.folder, 'disturbed');
  }

  private count(name: string): void {
    this.counts[name] = (this.counts[name] ?? 0) + 1;
  }

  /**
   * Starts the run, resumes it, or starts it again if it ended before its first checkpoint.
   *
   * @throws Error if it had a checkpoint before, and has none now
   */
  private async proceed() {
    const {folder} = this;
    if (await hasCheckpoint(folder)) {
      this.saved = true;
      return this.torture.start(['--resume', folder, ...evaluation]);
    }
    if (this.saved) throw new Error('the run has lost its checkpoints');
    await rm(folder, {recursive: true, force: true});
    return this.torture.start([...this.args, '--run', folder]);
  }

  /** @returns whether the training ended by itself, with what is wrong with it, if anything */
  async disturb(): Promise<{readonly ended: boolean; readonly failure?: string | undefined}> {
    const {random, disk} = this.torture;
    const moment = anyMoment(random, this.whole);
    const disturbance = anyOf(random, disturbancesOn(disk));
    const training = await this.proceed();
    let ended = false;
    const note = () => {
      ended = true;
    };
    training.ended.then(note, note);
    await waitFor(moment, this.folder, SEQUENCES, () => ended);
    const tooLate = ended;
    try {
      if (!tooLate) await disturbance.begin(training);
    } finally {
      await training.ended;
      await disturbance.end();
    }
    const {exit, stderr} = await training.ended;
    const isFinished = typeof exit === 'number' && exit <= 1 && stderr === '';
    if (isFinished) return {ended: true};
    if (tooLate) return {ended, failure: `ended by itself (${exit}): ${stderr}`};
    const name = `${disturbance.name} at ${moment.at}`;
    this.count(name);
    this.disturbances++;
    const failure = disturbance.faultOf(exit, stderr);
    return {ended: false, failure: failure && `${name}: ${failure}`};
  }

  /** Lets the run come to its end, undisturbed; what is wrong with it, if anything. */
  async finish(): Promise<string | undefined> {
    const {exit, stderr} = await (await this.proceed()).ended;
    return exit === 1 && stderr === '' ? undefined : `ends with ${exit} when it is resumed: ${stderr}`;
  }

  /** Compares its final files with those of a run that was left alone, and begins anew; how it differs, if it does. */
  async compare(expected: Map<string, string>): Promise<string | undefined> {
    const differing = differences(await finalState(this.folder), expected);
    await rm(this.folder, {recursive: true});
    this.saved = false;
    if (differing.length > 0) return `differs from the undisturbed run in ${differing.join(', ')}`;
    this.count('runs that ended as an undisturbed one');
    return undefined;
  }
}

/** Disturbs a run until it ends, and again from its start; it must always end as one that was left alone, to the last bit. */
export async function tortureRun(torture: TortureRunArgs): Promise<Outcome> {
  const {folder, random, start} = torture;
  const args = runArguments(random);
  const undisturbed = join(folder, 'undisturbed');
  const started = performance.now();
  const {exit, stderr} = await start([...args, '--run', undisturbed]).ended;
  if (exit !== 1) throw new Error(`the undisturbed run ended with ${exit}: ${stderr}`);
  const expected = await finalState(undisturbed);
  const run = new DisturbedRun(args, performance.now() - started, torture);
  const failed = (failure: string) => ({counts: run.counts, failure: `${failure} (${args.join(' ')})`});
  try {
    for (let processes = 0; run.disturbances < DISTURBANCES && processes < MOST_PROCESSES; processes++) {
      const {ended, failure} = await run.disturb();
      const wrong = failure ?? (ended ? await run.compare(expected) : undefined);
      if (wrong !== undefined) return failed(wrong);
    }
    const wrong = (await run.finish()) ?? (await run.compare(expected));
    return wrong === undefined ? {counts: run.counts} : failed(wrong);
  } catch (error) {
    return failed((error as Error).message);
  }
}

async function startPart({seed, folder}: {seed: number; folder: string}): Promise<RunCase> {
  return async (index) => {
    const disk = await Disk.mount(join(folder, 'disk'));
    const work = join(folder, typeof disk === 'string' ? 'run' : 'disk/run');
    await mkdir(work);
    const mounted = typeof disk === 'string' ? undefined : disk;
    try {
      const random = streamOf('kills', seed, index);
      const outcome = await tortureRun({folder: work, disk: mounted, random, start: startTraining});
      if (typeof disk !== 'string') return outcome;
      const notRun = Object.fromEntries(ofDisk.map((name) => [`not run: ${name}, which ${disk}`, 1]));
      return {...outcome, counts: {...outcome.counts, ...notRun}};
    } finally {
      if (mounted === undefined) await rm(work, {recursive: true, force: true});
      else await mounted.unmount();
    }
  };
}

export const kills: Part = {
  name: 'kills',
  title: 'disturbed trainings',
  holds: 'resumed, the final files are those of a training that was left alone, bit for bit',
  count: 1000,
  perCase: DISTURBANCES,
  limit: 3600,
  start: startPart,
};
