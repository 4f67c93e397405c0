import {join} from 'node:path';
import {makeFolder, remove, writeWhole} from '@ntmjs/training/runs';
import {markdownFigure} from '../../pages/markdown.js';
import {reportHtml} from '../../pages/reportHtml.js';
import type {Failure, Job} from '../../reproduction/job.js';
import {experimentsOf} from '../experiments.js';
import {type JobResult, resultRow} from '../result.js';
import {contextReport} from './contexts.js';
import {taskFigures} from './figures.js';
import {introduction} from './introduction.js';
import {overview} from './overview.js';
import {taskSection} from './taskSection.js';

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

/** The figures' folder in that of a report. */
const FIGURES = 'figures';

/**
 * Writes a report of all runs: `README.md`, `report.html` (which needs no other file), `results.json` and the figures.
 *
 * @returns the paths of the page and of the data
 * @throws WriteError if a file cannot be written
 */
export async function writeReport({folder, results, failures, missing, command}: ReportArgs) {
  await remove(join(folder, FIGURES));
  await makeFolder(join(folder, FIGURES));
  const figures = new Map<string, string>();
  const sections: string[] = [];
  const experiments = experimentsOf(results);
  for (const experiment of experiments) {
    const pictures: string[] = [];
    const contexts = await contextReport(experiment);
    for (const {name, caption, svg} of [...(await taskFigures(experiment)), ...(contexts?.figures ?? [])]) {
      const path = `${FIGURES}/${name}.svg`;
      figures.set(path, svg);
      await writeWhole(join(folder, path), svg);
      pictures.push(markdownFigure(path, caption));
    }
    sections.push(taskSection(experiment, contexts?.text ?? [], pictures));
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
  return {page, data};
}
