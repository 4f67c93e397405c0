import {modelTitles} from '@ntmjs/presets';
import {count} from '../../pages/text.js';
import {grouped} from '../../statistics/statistics.js';
import {experimentTitle} from '../experiments.js';
import type {Job} from '../job.js';
import {seedsText} from './seedsText.js';

/** What an unfinished report lacks: a sentence, and a line for each task and model with the seeds; nothing if all runs are there. */
export function missingLines(missing: readonly Job[]): string[] {
  if (missing.length === 0) return [];
  const models = grouped(
    missing,
    ({task: name, taskConfig: config, model}) => `${experimentTitle({name, config})}, ${modelTitles[model]}`,
  );
  return [
    `**This report is unfinished: ${count(missing.length)} ${missing.length === 1 ? 'run is' : 'runs are'} missing.**`,
    [...models].map(([title, jobs]) => `- ${title}: ${seedsText(jobs.map(({seed}) => seed))}`).join('\n'),
  ];
}
