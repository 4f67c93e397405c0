import {readFile} from 'node:fs/promises';
import {append, writeWhole} from './writing.js';

/** A line of a run's metrics: any values, and the number of sequences. */
export interface Metrics {
  readonly sequences: number;
}

/** Appends a line to a file of metrics. */
export async function appendMetrics(path: string, metrics: Metrics): Promise<void> {
  await append(path, `${JSON.stringify(metrics)}\n`);
}

/** Drops the lines after a number of sequences, and a line that was not fully written. */
export async function dropMetricsAfter(path: string, sequences: number): Promise<void> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const lines = text.split(/(?<=\n)/).filter((line) => isUpTo(sequences, line));
  await writeWhole(path, lines.join(''));
}

function isUpTo(sequences: number, line: string): boolean {
  try {
    return line.endsWith('\n') && (JSON.parse(line) as Metrics).sequences <= sequences;
  } catch {
    return false;
  }
}
