import {readdir} from 'node:fs/promises';
import {basename, join} from 'node:path';
import {makeFolder, remove, writeWhole} from '@ntmjs/training/runs';
import {markdownFigure} from '../../pages/markdown.js';
import {reportHtml} from '../../pages/reportHtml.js';
import {grouped} from '../../statistics/statistics.js';
import {type Experiment, experimentsOf} from '../experiments.js';
import {type Failure, type Job, seedsName} from '../job.js';
import {FIGURES, figuresOfRecords, jobOfResult, writeRecord} from '../records.js';
import {type JobResult, resultRow} from '../result.js';
import {contextsText} from './contexts.js';
import type {ModelDrawings} from './drawings.js';
import {experimentFigures} from './experimentFigures.js';
import {introduction} from './introduction.js';
import {drawModel} from './modelDrawings.js';
import {overview} from './overview.js';
import {taskSection} from './taskSection.js';
import type {RunResult} from './trainedModel.js';

export interface ReportArgs {
  /** The folder of the report; the files of an earlier one are replaced. */
  readonly folder: string;
  readonly results: readonly JobResult[];
  readonly failures: readonly Failure[];
  /** The runs that the report lacks. */
  readonly missing: readonly Job[];
  /** The command that makes the runs and the report. */
  readonly command: string;
}

/**
 * Writes a report of all runs: `README.md`, `report.html` (which needs no other file), `results.json`, the figures, and in `runs` a record of
 * each model on each task, unless runs of it are missing. With a record, a later report can show its runs without their folders.
 *
 * @returns the paths of the page and of the data
 * @throws WriteError if a file cannot be written
 */
export async function writeReport({folder, results, failures, missing, command}: ReportArgs) {
  await makeFolder(join(folder, FIGURES));
  const figures = new Map<string, string>();
  const sections: string[] = [];
  const experiments = experimentsOf(results);
  const incomplete = new Set([...missing, ...failures].map(seedsName));
  for (const experiment of experiments) {
    const models = [...grouped(experiment.runs, ({model}) => model).values()];
    const drawn: ModelDrawings[] = [];
    for (const runs of models) drawn.push(await drawingsOf(experiment, runs));
    const pictures: string[] = [];
    for (const {name, caption, svg} of [
      ...(await experimentFigures(experiment)),
      ...drawn.flatMap((drawings) => drawings.figures),
    ]) {
      const path = `${FIGURES}/${name}.svg`;
      figures.set(path, svg);
      await writeWhole(join(folder, path), svg);
      pictures.push(markdownFigure(path, caption));
    }
    for (const [index, runs] of models.entries()) {
      if (hasFolders(runs) && !incomplete.has(seedsName(jobOfResult(runs[0])))) {
        await writeRecord(folder, runs, drawn[index]!);
      }
    }
    const contexts = drawn.flatMap((drawings) => drawings.contexts);
    sections.push(taskSection(experiment, contextsText(experiment.runs[0].task, contexts), pictures));
  }
  const markdown = [
    introduction(experiments, command, missing),
    overview(experiments, failures),
    ...sections,
  ].join('\n\n');
  const page = join(folder, 'report.html');
  const data = join(folder, 'results.json');
  await writeWhole(join(folder, 'README.md'), `${markdown}\n`);
  await writeWhole(page, reportHtml(markdown, figures));
  await writeWhole(data, `${JSON.stringify(results.map(resultRow), null, 2)}\n`);
  await removeOldFigures(folder, figures.keys());
  return {page, data};
}

/** What is drawn of the runs of a model: now, or when the record was written that they are from. */
async function drawingsOf(
  experiment: Experiment,
  runs: readonly [JobResult, ...JobResult[]],
): Promise<ModelDrawings> {
  const [{from}] = runs;
  if ('drawings' in from) return from.drawings;
  return drawModel(experiment, runs as readonly [RunResult, ...RunResult[]]);
}

/** Whether runs have folders, and not a record alone. */
function hasFolders(runs: readonly JobResult[]): boolean {
  return runs.every(({from}) => 'run' in from);
}

/** Removes the figures that neither the report nor a record has. */
async function removeOldFigures(folder: string, paths: Iterable<string>): Promise<void> {
  const kept = new Set([...[...paths].map((path) => basename(path)), ...(await figuresOfRecords(folder))]);
  for (const name of await readdir(join(folder, FIGURES))) {
    if (!kept.has(name)) await remove(join(folder, FIGURES, name));
  }
}
