import {readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {
  ArgumentError,
  requireInteger,
  requireList,
  requireNumber,
  requireObject,
  requireText,
} from '@ntmjs/arguments';
import {parseJson, requireDigest, requireSeal, type Sealed, sealed, sha256} from '@ntmjs/arguments/files';
import {makeFolder, parseRunFile, type RunFile, readIfThere, writeWhole} from '@ntmjs/training/runs';
import {thinned} from '../figures/learning.js';
import {type JobEvaluation, requireJobEvaluation} from '../runs/evaluationFiles.js';
import {type Job, jobOf, seedsName} from './job.js';
import type {ModelDrawings, ReportFigure} from './report/drawings.js';
import {type JobResult, resultOf} from './result.js';

/** The folder of the figures in that of a report. */
export const FIGURES = 'figures';

/** The folder of the records in that of a report. */
const RECORDS = 'runs';

const FORMAT = 'ntmjs records of runs, version 1';

/** A run in a record: all that a report has of it. */
interface RecordedRun extends Pick<JobResult, 'machine'> {
  /** Its `run.json`. */
  readonly file: RunFile;
  readonly state: Pick<JobResult['state'], 'sequences' | 'seconds' | 'solvedAt'>;
  readonly evaluation: JobEvaluation;
  readonly curve: JobResult['curve'];
}

/** A figure in a record: its file is among the others of the report. */
interface RecordedFigure extends Pick<ReportFigure, 'name' | 'caption'> {
  readonly sha256: string | undefined;
}

/** The content of a record: the runs of a model on a task, which differ in their seeds alone, and what was drawn of them. */
interface ModelRecord {
  readonly format: string;
  readonly runs: readonly RecordedRun[];
  readonly figures: readonly RecordedFigure[];
  readonly contexts: ModelDrawings['contexts'];
}

/** The path of the record of the runs that differ from a job in their seeds alone. */
export function recordPath(folder: string, job: Job): string {
  return join(folder, RECORDS, `${seedsName(job)}.json`);
}

/** The job that a result is of. */
export function jobOfResult({task, model, settings, seed}: JobResult): Job {
  return jobOf({
    task: task.name,
    taskOptions: task.config,
    model,
    settings: settings === 'paper' ? 'paper' : 'measured',
    seed,
  });
}

/**
 * Writes the record of a model's runs on a task into the folder of a report, which has their figures: with it, a later report can show
 * them without their folders.
 *
 * @throws WriteError if it cannot be written
 */
export async function writeRecord(
  folder: string,
  results: readonly [JobResult, ...JobResult[]],
  {figures, contexts}: ModelDrawings,
): Promise<void> {
  const record: ModelRecord = {
    format: FORMAT,
    runs: results.map(recordedRun),
    figures: await Promise.all(
      figures.map(async ({name, caption, svg}) => ({name, caption, sha256: await sha256(svg)})),
    ),
    contexts,
  };
  await makeFolder(join(folder, RECORDS));
  await writeWhole(recordPath(folder, jobOfResult(results[0])), `${JSON.stringify(await sealed(record))}\n`);
}

function recordedRun({file, machine, state, evaluation, curve}: JobResult): RecordedRun {
  const {sequences, seconds, solvedAt} = state;
  return {
    ...{file, machine, evaluation},
    state: {sequences, seconds, ...(solvedAt && {solvedAt})},
    curve: thinned(curve).map(({sequences, bits, difficulty}) => ({
      ...{sequences, bits: Number(bits.toPrecision(5))},
      ...(difficulty && {difficulty}),
    })),
  };
}

/**
 * Reads the runs that differ from a job in their seeds alone from the record in the folder of a report.
 *
 * @returns undefined if there is no record
 * @throws ArgumentError that names the file, and its field, if it or the file of a figure is not what was written
 */
export async function readRecord(folder: string, job: Job): Promise<JobResult[] | undefined> {
  const path = recordPath(folder, job);
  const record = await readFile(path);
  if (record === undefined) return undefined;
  const {runs, figures, contexts} = record;
  const drawings = {figures: await readFigures(folder, path, figures), contexts};
  return requireList(`${path}: runs`, runs, 'a list of runs', 1).map((run, index) => {
    const name = `${path}: runs[${index}]`;
    const {file, machine, state, evaluation, curve} = requireObject(name, run, 'a run');
    requireText(`${name}.machine`, machine);
    requireObject(`${name}.state`, state, 'an object {sequences, seconds, solvedAt?}');
    requireInteger(`${name}.state.sequences`, state.sequences, {min: 0});
    requireNumber(`${name}.state.seconds`, state.seconds, {min: 0});
    requireList(`${name}.curve`, curve, 'a list of points');
    return {
      ...resultOf(parseRunFile(`${name}.file`, JSON.stringify(file)), requireJobEvaluation(name, evaluation)),
      ...{machine, state, curve},
      from: {drawings},
    };
  });
}

/** The names of the files of all figures that the records in the folder of a report have. */
export async function figuresOfRecords(folder: string): Promise<string[]> {
  const names = await readdir(join(folder, RECORDS)).catch((): string[] => []);
  const records = await Promise.all(names.map((name) => readFile(join(folder, RECORDS, name))));
  return records.flatMap((record) => record?.figures.map(({name}) => `${name}.svg`) ?? []);
}

/** The content of the file of a record, after its SHA-256 was checked; undefined if there is none. */
async function readFile(path: string): Promise<ModelRecord | undefined> {
  const bytes = await readIfThere(path);
  if (bytes === undefined) return undefined;
  const json = requireObject(path, parseJson(path, bytes) as Sealed<ModelRecord>, 'a record of runs');
  const record = await requireSeal(path, json);
  if (record.format !== FORMAT) throw new ArgumentError(`${path}: format`, `"${FORMAT}"`, record.format);
  const figures = requireList(`${path}: figures`, record.figures, 'a list of figures');
  for (const [index, {name}] of figures.entries()) {
    // A name in a file that someone else wrote must not lead out of the folder of the figures.
    if (/^[\w=.-]+$/.test(requireText(`${path}: figures[${index}].name`, name))) continue;
    throw new ArgumentError(
      `${path}: figures[${index}].name`,
      'letters, digits, ".", "=", "_" and "-"',
      name,
    );
  }
  return record;
}

async function readFigures(
  folder: string,
  record: string,
  figures: readonly RecordedFigure[],
): Promise<ReportFigure[]> {
  return Promise.all(
    figures.map(async ({name, caption, sha256}) => {
      const path = join(folder, FIGURES, `${name}.svg`);
      const bytes = await readIfThere(path);
      if (bytes === undefined) throw new ArgumentError(path, `there, as ${record} says`, undefined);
      await requireDigest(path, bytes, sha256);
      return {name, caption, svg: new TextDecoder().decode(bytes)};
    }),
  );
}
