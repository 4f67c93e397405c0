import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {SweepConfig} from '@ntmjs/sweep';
import {openFiles, type SharedFiles} from '@ntmjs/sweep/bucket';
import {type AttemptRecord, plannedRun, type RunResult, trainAttempt} from '@ntmjs/sweep/runs';
import {expect} from 'vitest';
import '@tensorflow/tfjs-backend-cpu';

const SEEDS = 5;

/** A sweep of runs that train for a moment, in several checkpoints. */
export function smallSweep(runs: number): SweepConfig {
  const rates = Array.from({length: runs / SEEDS}, (_, index) => (index + 1) / 1000);
  return {
    run: {
      task: 'copy',
      taskOption: ['maxLength=2', 'vectorWidth=2'],
      ...{units: 8, rows: 8, width: 4, batch: 5, sequences: 100, checkpointEvery: 20, backend: 'cpu'},
      stopWhenSolved: false,
    },
    search: {method: 'grid', space: {learningRate: {type: 'choice', values: rates}}},
    seeds: SEEDS,
    evaluation: {episodes: 2},
  };
}

/** A working folder with the file `sweep.json`, and what its runs gave so far. */
export class SweepFiles {
  private constructor(
    readonly folder: string,
    private readonly config: SweepConfig,
    private readonly runs: SharedFiles,
  ) {}

  /** @param place where the runs are; defaults to where the command has them */
  static async create(config: SweepConfig, place?: string): Promise<SweepFiles> {
    const folder = await mkdtemp(join(tmpdir(), 'ntm-sweeps-'));
    await writeFile(join(folder, 'sweep.json'), JSON.stringify(config));
    return new SweepFiles(folder, config, await openFiles(place ?? join(folder, 'sweeps', 'runs')));
  }

  /** What the attempts at all runs say of themselves. */
  async attempts(): Promise<(AttemptRecord & {readonly run: string})[]> {
    return (await this.read<AttemptRecord>(/^attempt-\d+\.json$/)).map(({run, json}) => ({...json, run}));
  }

  /** What the runs gave that are done. */
  async results(): Promise<RunResult[]> {
    return (await this.read<RunResult>(/^result-[\da-f]+\.json$/)).map(({json}) => json);
  }

  /** The number of runs that are done. */
  async done(): Promise<number> {
    return (await this.results()).length;
  }

  private async read<T>(pattern: RegExp): Promise<{readonly run: string; readonly json: T}[]> {
    const runs = (await this.runs.names('')).filter((name) => !name.endsWith('.json'));
    const lists = runs.map(async (run) => {
      const files = (await this.runs.names(run)).filter((name) => pattern.test(name));
      return Promise.all(
        files.map(async (name) => ({run, json: JSON.parse((await this.runs.read(`${run}/${name}`))!) as T})),
      );
    });
    return (await Promise.all(lists)).flat();
  }

  /** Expects each run of the sweep to have one result, and all of them to be those of a sweep that nothing disturbed. */
  async expectDone(): Promise<void> {
    const results = await this.results();
    const {values} = this.config.search.space.learningRate as {values: readonly number[]};
    const key = ({config}: RunResult) => `${config.training.optimizer.learningRate} ${config.seed}`;
    expect(results.map(key).sort()).toEqual(
      values.flatMap((rate) => Array.from({length: SEEDS}, (_, seed) => `${rate} ${seed + 1}`)).sort(),
    );
    for (const result of results) {
      const {config, evaluation, versions, id} = result;
      const run = plannedRun({config, evaluation, versions});
      expect(run.id).toBe(id);
      const end = await trainAttempt({run, folder: join(this.folder, 'undisturbed', run.name)});
      if (end.type !== 'done') throw new Error(`the undisturbed run ${end.type}`);
      const {weights, results: evaluations, sequences, reason} = end.result;
      expect(result).toMatchObject({weights, results: evaluations, sequences, reason});
    }
  }

  /** Prints what a disturbed sweep took. */
  async printFigures(name: string, milliseconds: number): Promise<void> {
    const [done, attempts] = await Promise.all([this.done(), this.attempts()]);
    const minutes = (milliseconds / 60_000).toFixed(1);
    console.info(`${name}: ${done} runs with ${attempts.length} attempts in ${minutes} min`);
  }

  remove(): Promise<void> {
    return rm(this.folder, {recursive: true, force: true, maxRetries: 5});
  }
}
