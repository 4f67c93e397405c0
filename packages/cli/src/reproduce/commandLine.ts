import {join} from 'node:path';
import {isDeepStrictEqual} from 'node:util';
import type {NamedOptions} from '@ntmjs/arguments/texts';
import {reportTasks} from '@ntmjs/report/reproduction';
import type {HandsOptions} from '../sweep/sweepOptions.js';

/** The options of `ntm reproduce`. */
export interface ReproduceOptions extends HandsOptions {
  task: string[];
  taskOption?: NamedOptions;
  model?: string[];
  access?: string[];
  settings: string;
  seeds?: number;
  sequences?: number;
  budget?: number;
  episodes: number;
  runs: string;
  report?: string;
  reportOnly?: boolean;
  pretrained?: string;
  json?: boolean;
}

/** The defaults of options that a command line leaves out. */
export const DEFAULTS = {
  task: reportTasks('measured'),
  settings: 'measured',
  episodes: 1000,
  runs: join('runs', 'reproduce'),
} as const;

/** The command line that makes the same runs and the same report, and continues a reproduction. */
export function commandLine(options: ReproduceOptions): string {
  const {task, taskOption = {}, model, access, settings, seeds, sequences} = options;
  const {episodes, runs, report} = options;
  return [
    'npx ntm reproduce',
    ...(isDeepStrictEqual(task, DEFAULTS.task) ? [] : [`--task ${task.join(',')}`]),
    ...Object.entries(taskOption).map(([name, value]) => `--task-option ${name}=${value}`),
    ...(model === undefined ? [] : [`--model ${model.join(',')}`]),
    ...(access === undefined ? [] : [`--access ${access.join(',')}`]),
    ...(settings === DEFAULTS.settings ? [] : [`--settings ${settings}`]),
    ...(seeds === undefined ? [] : [`--seeds ${seeds}`]),
    ...(sequences === undefined ? [] : [`--sequences ${sequences}`]),
    ...(episodes === DEFAULTS.episodes ? [] : [`--episodes ${episodes}`]),
    ...(runs === DEFAULTS.runs ? [] : [`--runs ${runs}`]),
    ...(report === undefined ? [] : [`--report ${report}`]),
  ].join(' ');
}
