import {availableParallelism} from 'node:os';
import {requireMemory, requirePositiveInteger} from '@ntmjs/arguments';
import {numberOption} from '@ntmjs/arguments/texts';
import {Option} from 'commander';

/** The bytes that a process takes which trains a small model. */
const PROCESS_BYTES = 2e8;

/** The option `--jobs` of commands that train several runs. */
export function jobsOption(): Option {
  return new Option('--jobs <n>', 'number of runs at a time, each in a process of its own')
    .argParser(numberOption('--jobs'))
    .default(availableParallelism(), 'one for each core');
}

/**
 * Returns the number of runs at a time.
 *
 * @param runs how many there are
 * @throws ArgumentError if it is none, or so many processes need more memory than there is
 */
export function requireJobs(jobs: number, runs = Number.POSITIVE_INFINITY): number {
  const processes = Math.min(requirePositiveInteger('--jobs', jobs), runs);
  requireMemory(`${processes} processes`, {'--jobs': processes}, (sizes) => PROCESS_BYTES * sizes['--jobs']);
  return jobs;
}
