import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {isDeepStrictEqual} from 'node:util';
import {type ModelName, paperModelNames, paperTasks} from '@ntmjs/presets';
import {writeWhole} from '@ntmjs/training/runs';
import type {NamedOptions} from '../options.js';

/** The options of `ntm reproduce`. */
export interface ReproduceOptions {
  task: string[];
  taskOption?: NamedOptions;
  model: string[];
  settings: string;
  seeds: number;
  sequences?: number;
  budget?: number;
  baselineTime: number;
  jobs: number;
  episodes: number;
  runs: string;
  report?: string;
  pretrained?: string;
  json?: boolean;
}

/** The defaults of options that a command line leaves out. */
export const DEFAULTS = {
  task: paperTasks,
  model: paperModelNames as readonly ModelName[],
  settings: 'measured',
  baselineTime: 600,
  runs: join('runs', 'reproduce'),
} as const;

/** The command line that continues a reproduction. */
export function commandLine(options: ReproduceOptions): string {
  const {task, taskOption = {}, model, settings, seeds, sequences, baselineTime, runs, report} = options;
  return [
    'npx ntm reproduce',
    ...(isDeepStrictEqual(task, DEFAULTS.task) ? [] : [`--task ${task.join(',')}`]),
    ...Object.entries(taskOption).map(([name, value]) => `--task-option ${name}=${value}`),
    ...(isDeepStrictEqual(model, DEFAULTS.model) ? [] : [`--model ${model.join(',')}`]),
    ...(settings === DEFAULTS.settings ? [] : [`--settings ${settings}`]),
    `--seeds ${seeds}`,
    ...(sequences === undefined ? [] : [`--sequences ${sequences}`]),
    ...(baselineTime === DEFAULTS.baselineTime ? [] : [`--baseline-time ${baselineTime}s`]),
    ...(runs === DEFAULTS.runs ? [] : [`--runs ${runs}`]),
    ...(report === undefined ? [] : [`--report ${report}`]),
  ].join(' ');
}

/**
 * Adds a command line to the list in the folder of the runs that it makes, which must exist.
 *
 * @returns the command lines of the list, each once
 */
export async function noteCommand(folder: string, command: string): Promise<string[]> {
  const path = join(folder, 'commands.txt');
  const text = await readFile(path, 'utf8').catch(() => '');
  const commands = [...new Set([...text.split('\n').filter(Boolean), command])];
  await writeWhole(path, `${commands.join('\n')}\n`);
  return commands;
}
