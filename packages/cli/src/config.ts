import type {Range, Search, SweepConfig} from '@ntmjs/sweep';
import type {EvalOptions} from './commands/eval.js';
import type {ExportOptions} from './commands/export.js';
import type {ImportOptions} from './commands/import.js';
import type {InspectOptions} from './commands/inspect.js';
import type {ReproduceOptions} from './reproduce/commandLine.js';
import type {RunOptionName} from './sweep/runOptions.js';
import type {SweepOptions} from './sweep/sweepOptions.js';
import type {TrainOptions} from './trainOptions.js';

/** The value of an option, as on the command line: `0.1`, `true`, `'length=20,50'`; a list for one that is repeated or has commas. */
export type ConfigValue = number | boolean | string | readonly (number | string)[];

type Defaults<Options> = {readonly [Name in keyof Options]?: ConfigValue};

/** What `ntm.config.ts` holds: for each command the options that are given unless the command line gives them. */
export interface NtmConfig {
  readonly train?: Defaults<TrainOptions>;
  readonly eval?: Defaults<EvalOptions>;
  readonly inspect?: Defaults<InspectOptions>;
  readonly export?: Defaults<ExportOptions>;
  readonly import?: Defaults<ImportOptions>;
  readonly reproduce?: Defaults<ReproduceOptions>;
  readonly sweep?: Defaults<SweepOptions>;
}

/** Returns a config, whose type it checks: `export default defineConfig({train: {architecture: 'dnc', runs: 'experiments'}})`. */
export function defineConfig(config: NtmConfig): NtmConfig {
  return config;
}

/** What the file of `ntm sweep` holds: runs and searches have the options of `ntm train`. */
export interface SweepFile extends SweepConfig {
  readonly run: {readonly task: string} & {readonly [Name in RunOptionName]?: ConfigValue};
  readonly search: Search & {readonly space: {readonly [Name in RunOptionName]?: Range}};
}

/** Returns the configuration of a sweep, whose type it checks: `export default defineSweep({run: {task: 'copy'}, search: …})`. */
export function defineSweep(sweep: SweepFile): SweepFile {
  return sweep;
}
