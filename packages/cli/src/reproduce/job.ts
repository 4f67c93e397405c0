import {join} from 'node:path';
import type {ModelName} from '../presets/models.js';
import type {SettingsName} from '../presets/preset.js';

/** One run of a reproduction. */
export interface Job {
  readonly task: string;
  readonly model: ModelName;
  readonly settings: SettingsName;
  readonly seed: number;
}

/** What a reproduction is to run. */
export interface JobArgs {
  readonly tasks: readonly string[];
  readonly models: readonly ModelName[];
  readonly settings: SettingsName;
  /** How many seeds: 1, 2, … */
  readonly seeds: number;
}

/**
 * The runs in the order in which they are begun: a seed of every model with a memory before the next seed, and the LSTM
 * baselines last, since each is trained for as long as its rivals took.
 */
export function jobsOf({tasks, models, settings, seeds}: JobArgs): Job[] {
  const all = Array.from({length: seeds}, (_, index) => index + 1).flatMap((seed) =>
    tasks.flatMap((task) => models.map((model): Job => ({task, model, settings, seed}))),
  );
  const isBaseline = ({model}: Job) => model === 'baseline';
  return [...all.filter((job) => !isBaseline(job)), ...all.filter(isBaseline)];
}

/** Where a run of a reproduction is kept. */
export function jobFolder(folder: string, {task, model, settings, seed}: Job): string {
  return join(folder, [task, model, ...(settings === 'paper' ? ['paper'] : []), seed].join('-'));
}
