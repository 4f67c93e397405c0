import {mkdir, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {Failure} from '../reproduce.js';
import {type JobResult, resultRow} from '../result.js';
import {grouped} from '../statistics.js';
import {taskFigures} from './figures.js';
import {generalisationTable} from './generalisation.js';
import {reportHtml} from './html.js';
import {machineLines} from './machine.js';
import {markdownFigure} from './markdown.js';
import {modelTitles, taskTitles} from './names.js';
import {settingsTable} from './settings.js';
import {summaryTable, unsolvedLines} from './summary.js';

export interface ReportArgs {
  /** Where the report goes; the files of an earlier one are replaced. */
  readonly folder: string;
  readonly results: readonly JobResult[];
  readonly failures: readonly Failure[];
  /** The commands that made the runs. */
  readonly commands: readonly string[];
}

/** The figures' folder in that of a report. */
const FIGURES = 'figures';

/**
 * Writes a report of all runs: `README.md`, `report.html` (which needs no other file), `results.json` and the figures.
 *
 * @returns the paths of the page and of the data
 */
export async function writeReport({folder, results, failures, commands}: ReportArgs) {
  // Asked before anything is written: in a repository, a report makes its commit a dirty one.
  const machine = await machineLines();
  await rm(join(folder, FIGURES), {recursive: true, force: true});
  await mkdir(join(folder, FIGURES), {recursive: true});
  const figures = new Map<string, string>();
  const sections: string[] = [];
  for (const runs of grouped(results, ({task}) => task.name).values()) {
    const [{task}] = runs;
    const pictures: string[] = [];
    for (const {name, caption, svg} of await taskFigures(task, runs)) {
      const path = `${FIGURES}/${name}.svg`;
      figures.set(path, svg);
      await writeFile(join(folder, path), svg);
      pictures.push(markdownFigure(path, caption));
    }
    sections.push(taskSection(task.name, runs, pictures));
  }
  const markdown = [introduction(commands, machine), overview(results, failures), ...sections].join('\n\n');
  const page = join(folder, 'report.html');
  const data = join(folder, 'results.json');
  await writeFile(join(folder, 'README.md'), `${markdown}\n`);
  await writeFile(page, reportHtml(markdown, figures));
  await writeFile(data, `${JSON.stringify(results.map(resultRow), null, 2)}\n`);
  return {page, data};
}

function introduction(commands: readonly string[], machine: readonly string[]): string {
  const date = new Date().toISOString().slice(0, 10);
  return [
    '# Results',
    'The experiments of [Graves, Wayne and Danihelka, *Neural Turing Machines* (2014)](https://arxiv.org/abs/1410.5401), section 4, run again.',
    'Written by this command, which goes on where it stopped:',
    `\`\`\`sh\n${commands.join('\n')}\n\`\`\``,
    [...machine, date].map((line) => `- ${line}`).join('\n'),
    'Costs are cross-entropies in bits a sequence, on fresh episodes that no model was trained on. A wrong bit is a target bit ' +
      'on the wrong side of one half. A task is solved when the mean of a metric over 1000 training sequences in a row falls ' +
      'below a threshold for the first time: 0.1 bits for copy, repeat copy and associative recall, 2 bits above the best ' +
      'possible estimator for n-grams, 10 wrong bits for priority sort; `run.json` says it of other tasks. Where there are several seeds, a number is their median, and ' +
      'each seed follows in brackets. Seconds are of training alone, while other runs shared the machine.',
  ].join('\n\n');
}

function overview(results: readonly JobResult[], failures: readonly Failure[]): string {
  const unsolved = unsolvedLines(results);
  const failed = failures.map(
    ({task, model, seed, reason}) => `- ${taskTitles[task]}, ${modelTitles[model]}, seed ${seed}: ${reason}`,
  );
  return [
    '## Overview',
    summaryTable(results),
    'The LSTM is trained on as many sequences as the slowest of the models with a memory took to solve the task (the median ' +
      'of its seeds), or for as long as it was allowed where that is less; the paper trained it on a million.',
    ...(unsolved.length > 0 ? ['### Not solved', unsolved.join('\n')] : []),
    ...(failed.length > 0 ? ['### Failed', failed.join('\n')] : []),
  ].join('\n\n');
}

function taskSection(task: string, runs: readonly JobResult[], pictures: readonly string[]): string {
  return [
    `## ${taskTitles[task]}`,
    runs[0]!.task.description,
    '### Settings',
    settingsTable(runs),
    '### Beyond training',
    'The median over the seeds, and in brackets the worst seed.',
    generalisationTable(runs[0]!.task, runs),
    '### Figures',
    ...pictures,
  ].join('\n\n');
}
