import {setTimeout} from 'node:timers/promises';
import {
  ArgumentError,
  requireFunction,
  requireInstance,
  requireInteger,
  requireKeys,
  requireObject,
  requirePositiveInteger,
} from '@ntmjs/arguments';
import {RandomStream} from '@ntmjs/tasks';
import type {TrainReport} from '@ntmjs/training';
import {objectiveOfSeeds} from '../config/objective.js';
import type {OptionValue, Sweep} from '../config/sweepConfig.js';
import {inParallel} from '../inParallel.js';
import {type PlannedRun, plannedRun, type RunDescription} from '../runs/plannedRun.js';
import {type RunStore, requireStore} from '../runs/store.js';
import type {Observation} from '../search/sampler.js';
import type {Point} from '../search/space.js';
import {Leases} from '../workers/leases.js';
import type {Worker} from '../workers/worker.js';
import {nextPart} from './nextPart.js';
import {curveOfRun, isOver, refresh, type SweepRun, sequencesOf, valueOfRun} from './standing.js';
import {SweepFolder} from './sweepFolder.js';

/** The options of a run: those of the sweep, those of its point, and its seed. */
export type RunOptions = Readonly<Record<string, OptionValue>>;

export interface RunSweepArgs {
  readonly sweep: Sweep;
  /** What the processes that work on it decide together. Without, its points must follow from the sampler alone, and no run ends early. */
  readonly folder?: SweepFolder | undefined;
  readonly store: RunStore;
  /** The description of the run that options mean. */
  readonly describe: (options: RunOptions) => Promise<Pick<RunDescription, 'config' | 'versions'>>;
  readonly work: Worker;
  /** Which runs this process may take; without, `work` decides. */
  readonly leases?: Leases | undefined;
  /** The number of runs that this process works on at a time. */
  readonly parallel: number;
  /** Which of the runs this process works on, by their numbers modulo `of`; all by default. It ends when these are over. */
  readonly share?: {readonly index: number; readonly of: number} | undefined;
  /** Called when something changed. */
  readonly onChange?: ((standing: SweepStanding) => void) | undefined;
  /** Stops the work after a checkpoint of each run; a later call goes on. */
  readonly signal: AbortSignal;
}

/** How far a sweep is. */
export interface SweepStanding {
  readonly sweep: Sweep;
  /** In the order of points and seeds. */
  readonly runs: readonly SweepRun[];
  /** The runs that this process, or a worker of its queue, trains, with their last reports. */
  readonly running: ReadonlyMap<SweepRun, TrainReport | undefined>;
  /** Whether no further point is tried. */
  readonly isPlanned: boolean;
}

/**
 * Works on a sweep until all of its runs are over, or the signal stops it. Any number of processes may work on the same sweep, also on other
 * machines that share its folder.
 *
 * @throws ArgumentError if the options of a point are wrong
 */
export async function runSweep(args: RunSweepArgs): Promise<SweepStanding> {
  requireKeys('runSweep', args, [...PARTS, 'work', 'leases', 'parallel', 'share', 'onChange', 'signal']);
  requireParts(args);
  requireFunction('work', args.work);
  requirePositiveInteger('parallel', args.parallel);
  requireInstance('signal', args.signal, AbortSignal, 'an AbortSignal');
  if (args.leases !== undefined) requireInstance('leases', args.leases, Leases, 'Leases');
  if (args.onChange !== undefined) requireFunction('onChange', args.onChange);
  if (args.share !== undefined) {
    const {index, of} = requireObject('share', args.share, 'an object {index, of}');
    requirePositiveInteger('share.of', of);
    requireInteger('share.index', index, {min: 0, max: of - 1});
  }
  const {hours} = args.sweep.budget;
  // Timers cannot wait for more than 24 days.
  const time = hours === undefined || hours > 500 ? [] : [AbortSignal.timeout(Math.ceil(3_600_000 * hours))];
  const failed = new AbortController();
  const signal = AbortSignal.any([args.signal, failed.signal, ...time]);
  const sweeping = new Sweeping({...args, signal});
  try {
    for (;;) {
      await sweeping.look();
      if (signal.aborted) break;
      while (await sweeping.begin());
      if (sweeping.isOver()) break;
      await sweeping.wait();
    }
  } finally {
    failed.abort();
    await sweeping.settled();
  }
  await sweeping.lookAround();
  await sweeping.look();
  return sweeping.standing();
}

/**
 * How far a sweep is, without working on it.
 *
 * @throws ArgumentError as `runSweep` does
 */
export async function surveySweep(
  args: Pick<RunSweepArgs, 'sweep' | 'folder' | 'store' | 'describe'>,
): Promise<SweepStanding> {
  requireKeys('surveySweep', args, PARTS);
  requireParts(args);
  const worker = async () => {};
  const sweeping = new Sweeping({...args, work: worker, parallel: 0, signal: AbortSignal.abort()});
  await sweeping.look();
  if (args.folder === undefined) while (await sweeping.addPoint());
  return sweeping.standing();
}

const PARTS = ['sweep', 'folder', 'store', 'describe'] as const;

function requireParts({sweep, folder, store, describe}: Pick<RunSweepArgs, (typeof PARTS)[number]>): void {
  requireObject('sweep', sweep, 'what readSweep returns');
  requireObject('sweep.sampler', sweep.sampler, 'a sampler: what readSweep returns has one');
  if (folder !== undefined) requireInstance('folder', folder, SweepFolder, 'a SweepFolder');
  if (folder === undefined && sweep.rule !== undefined)
    throw new ArgumentError('folder', 'the SweepFolder of a sweep whose runs may end early', folder);
  requireStore('store', store);
  requireFunction('describe', describe);
}

/** One process' work on a sweep. */
class Sweeping {
  private readonly runs: SweepRun[] = [];
  private readonly running = new Map<SweepRun, TrainReport | undefined>();
  private readonly work = new Map<SweepRun, Promise<void>>();
  /** The runs that this process has worked on since it last read how they are. */
  private readonly worked = new Set<SweepRun>();
  /** When it last looked at what others do. */
  private looked = Number.NEGATIVE_INFINITY;
  private points = 0;
  private error: unknown;

  constructor(private readonly args: RunSweepArgs) {}

  standing(): SweepStanding {
    const {sweep} = this.args;
    return {sweep, runs: this.runs, running: this.running, isPlanned: this.isPlanned()};
  }

  isOver(): boolean {
    return this.isPlanned() && this.work.size === 0 && this.share().every(isOver);
  }

  /** Reads what this process has done since it last did so and, if it is time, what others have. */
  async look(): Promise<void> {
    const {store} = this.args;
    if (performance.now() - this.looked >= store.lookEvery) await this.lookAround();
    const worked = [...this.worked];
    this.worked.clear();
    await inParallel(worked, (run) => refresh(run, store));
    for (const run of this.runs) await this.stopIfWorse(run);
    this.args.onChange?.(this.standing());
  }

  /** Reads what all processes have done by now. */
  async lookAround(): Promise<void> {
    const {folder, store} = this.args;
    for (const point of (await folder?.points(this.points)) ?? []) await this.addRuns(point);
    // What this process works on is read when it has ended.
    const others = this.runs.filter((run) => !isOver(run) && !this.work.has(run));
    // To list all runs takes long if there are many.
    const begun = others.length === 0 ? new Set<string>() : await store.begun();
    await inParallel(
      others.filter(({run}) => begun.has(run.name)),
      (run) => refresh(run, store),
    );
    this.looked = performance.now();
  }

  /** Begins to work on a run, if there is one and this process works on few enough; whether it did. */
  async begin(): Promise<boolean> {
    if (this.work.size >= this.args.parallel || this.args.signal.aborted) return false;
    let next = await this.nextRun();
    while (next === undefined && (await this.addPoint())) next = await this.nextRun();
    if (next === undefined) return false;
    this.work.set(next, this.workOn(next));
    return true;
  }

  /** Waits until a run that this process works on is done with, or it is time to look what others did. */
  async wait(): Promise<void> {
    const looked = new AbortController();
    const {signal} = looked;
    const {lookEvery} = this.args.store;
    const isTime = setTimeout(lookEvery, undefined, {signal}).then(
      () => {
        this.looked = Number.NEGATIVE_INFINITY;
      },
      () => {},
    );
    await Promise.race([isTime, ...this.work.values()]);
    looked.abort();
    if (this.error !== undefined) throw this.error;
  }

  async settled(): Promise<void> {
    await Promise.all(this.work.values());
  }

  private async workOn(entry: SweepRun): Promise<void> {
    const {work, signal, sweep, onChange} = this.args;
    const {sequences} = entry.run.config.training;
    const until = nextPart(sweep.stopping, sequencesOf(entry), sequences);
    const onProgress = (report?: TrainReport) => {
      this.running.set(entry, report);
      onChange?.(this.standing());
    };
    try {
      await work({run: entry.run, until, onBegin: () => onProgress(), onProgress, signal});
    } catch (error) {
      this.error ??= error;
    } finally {
      this.running.delete(entry);
      this.work.delete(entry);
      this.worked.add(entry);
    }
  }

  /** The runs that this process works on. */
  private share(): readonly SweepRun[] {
    const {index, of} = this.args.share ?? {index: 0, of: 1};
    return of === 1 ? this.runs : this.runs.filter((_, number) => number % of === index);
  }

  /** The first run that nothing works on. */
  private async nextRun(): Promise<SweepRun | undefined> {
    for (const entry of this.share()) {
      if (isOver(entry) || this.work.has(entry)) continue;
      if ((await this.args.leases?.isFree(entry.run, entry.last)) ?? true) return entry;
    }
    return undefined;
  }

  /** Whether no further point is tried. */
  private isPlanned(): boolean {
    const {points, seeds, budget} = this.args.sweep;
    const {runs = Number.POSITIVE_INFINITY, sequences = Number.POSITIVE_INFINITY} = budget;
    if (this.points >= points || (this.points + 1) * seeds > runs) return true;
    return this.runs.reduce((sum, run) => sum + sequencesOf(run), 0) >= sequences;
  }

  /** Chooses a further point, unless there are enough, or the next depends on runs that are not over; whether there is one more. */
  async addPoint(): Promise<boolean> {
    if (this.isPlanned()) return false;
    const {sweep, folder} = this.args;
    const random = new RandomStream(sweep.searchSeed, `point ${this.points}`);
    const chosen = sweep.sampler.next(this.searchState(), random);
    if (chosen === undefined) return false;
    // Wrong options must not become a point of the sweep.
    await this.describeRuns(chosen);
    await this.addRuns((await folder?.addPoint(this.points, chosen)) ?? chosen);
    // Another sweep may have trained them.
    for (const run of this.runs.slice(-sweep.seeds)) await refresh(run, this.args.store);
    return true;
  }

  private searchState() {
    const observed: Observation[] = [];
    const pending: Point[] = [];
    const {seeds} = this.args.sweep;
    for (let number = 0; number < this.points; number++) {
      const runs = this.runs.slice(number * seeds, (number + 1) * seeds);
      const point = runs[0]!.point;
      if (runs.every(isOver)) observed.push({point, value: this.valueOf(runs)});
      else pending.push(point);
    }
    return {observed, pending};
  }

  private valueOf(runs: readonly SweepRun[]): number {
    return objectiveOfSeeds(runs.map((run) => valueOfRun(run, this.args.sweep.objective)));
  }

  private async addRuns(point: Point): Promise<void> {
    for (const run of await this.describeRuns(point)) {
      this.runs.push({run, number: this.points, point, stopped: false});
    }
    this.points += 1;
  }

  /** The runs of a point, one for each seed. */
  private async describeRuns(point: Point): Promise<PlannedRun[]> {
    const {describe, sweep} = this.args;
    const runs: PlannedRun[] = [];
    for (let seed = 1; seed <= sweep.seeds; seed++) {
      const {config, versions} = await describe({...sweep.run, ...point, seed});
      runs.push(plannedRun({config, versions, evaluation: await sweep.evaluationOf(config)}));
    }
    return runs;
  }

  /** Decides about a run that paused, if it was not decided yet. */
  private async stopIfWorse(entry: SweepRun): Promise<void> {
    const {sweep, folder} = this.args;
    const {rule, objective} = sweep;
    if (
      rule === undefined ||
      folder === undefined ||
      entry.reached === undefined ||
      isOver(entry) ||
      this.work.has(entry)
    )
      return;
    if (entry.decided === entry.reached.sequences) return;
    const others = this.runs.filter((other) => other !== entry).map((other) => curveOfRun(other, objective));
    const stops = rule.stops(curveOfRun(entry, objective), others);
    entry.stopped = await folder.decide(entry.run.name, entry.reached.sequences, stops);
    entry.decided = entry.reached.sequences;
  }
}
