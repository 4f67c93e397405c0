import {createHash} from 'node:crypto';
import {truncate} from 'node:fs/promises';
import {requireInteger} from '@ntmjs/arguments';
import {parseJson} from '@ntmjs/arguments/files';
import {changed} from './edited.js';
import {readIfThere} from './readPart.js';
import type {LogDigest} from './trainingFiles.js';
import {append, writing} from './writing.js';

const NEWLINE = '\n'.charCodeAt(0);

/** A line of a run's metrics: any values, and the number of sequences. */
export interface Metrics {
  readonly sequences: number;
}

/** Appends a line to a file of metrics. */
export async function appendMetrics(path: string, metrics: Metrics): Promise<void> {
  await append(path, `${JSON.stringify(metrics)}\n`);
}

/** How much was written to a file of metrics so far. */
export async function digestMetrics(path: string): Promise<LogDigest> {
  return digestOf((await readIfThere(path)) ?? new Uint8Array());
}

/**
 * Reads a file of metrics; there is none before the first line.
 *
 * @param log the part at its start that is read, which must be what was written; defaults to the whole file
 * @throws ArgumentError that names the file and the line that is broken, or the file if it is not what was written
 */
export async function readMetrics(path: string, log?: LogDigest): Promise<Metrics[]> {
  return metricsOf(path, linesOf(await readWritten(path, log)));
}

/**
 * Drops the lines after a number of sequences, and a last line that was not fully written.
 *
 * @param log the part at its start that must be what was written; what follows it is dropped, too
 * @throws ArgumentError as `readMetrics` does; the file then stays as it is
 */
export async function dropMetricsAfter(path: string, sequences: number, log?: LogDigest): Promise<void> {
  const lines = linesOf(await readWritten(path, log));
  if (lines.length > 0 && !isFullyWritten(lines.at(-1)!)) lines.pop();
  const kept = lines.slice(0, metricsOf(path, lines).filter((line) => line.sequences <= sequences).length);
  const bytes = kept.reduce((sum, line) => sum + line.length, 0);
  if ((await readIfThere(path)) !== undefined) await writing(path, () => truncate(path, bytes));
}

/** The part of a file of metrics that was written before a checkpoint, or the whole file. */
async function readWritten(path: string, log: LogDigest | undefined): Promise<Uint8Array> {
  const all = (await readIfThere(path)) ?? new Uint8Array();
  if (log === undefined) return all;
  const part = all.subarray(0, log.bytes);
  const {bytes, sha256} = digestOf(part);
  if (bytes === log.bytes && sha256 === log.sha256) return part;
  throw changed(
    path,
    `a file whose first ${log.bytes} bytes are what was logged before the last checkpoint`,
    bytes < log.bytes ? `${bytes} bytes` : 'other bytes',
  );
}

function digestOf(bytes: Uint8Array): LogDigest {
  return {bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex')};
}

function linesOf(bytes: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  for (let start = 0; start < bytes.length; start += lines.at(-1)!.length) {
    const end = bytes.indexOf(NEWLINE, start);
    lines.push(bytes.subarray(start, end < 0 ? bytes.length : end + 1));
  }
  return lines;
}

function metricsOf(path: string, lines: readonly Uint8Array[]): Metrics[] {
  let before = -1;
  return lines.map((line, index) => {
    const name = `line ${index + 1} of ${path}`;
    const metrics = parseJson(name, new TextDecoder().decode(line).trimEnd()) as Metrics | null;
    before = requireInteger(`${name}: sequences`, metrics?.sequences, {above: before});
    return metrics!;
  });
}

function isFullyWritten(line: Uint8Array): boolean {
  try {
    metricsOf('', [line]);
    return line.at(-1) === NEWLINE;
  } catch {
    return false;
  }
}
