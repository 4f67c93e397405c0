import {isPaperTask} from '@ntmjs/presets';
import {type Experiment, optionText} from '../experiments.js';
import {failingSeeds, generalizationTable} from './generalization.js';
import {taskNotes} from './notes.js';
import {settingsTable} from './settings.js';

/**
 * The section of an experiment.
 *
 * @param more paragraphs before its figures
 */
export function taskSection(
  {title, runs}: Experiment,
  more: readonly string[],
  pictures: readonly string[],
): string {
  const [{task}] = runs;
  const failing = failingSeeds(task, runs);
  const options = Object.entries(task.config).map(optionText).join(', ');
  return [
    `## ${title}`,
    task.description,
    ...(isPaperTask(task.name) ? [] : [`Options of the task: ${options}.`]),
    '### Settings',
    settingsTable(runs),
    '### Beyond training',
    'The median over the seeds, in brackets the worst seed, and how many of the seeds made no mistake in any episode.',
    ...taskNotes(task),
    generalizationTable(task, runs),
    ...(failing.length === 0
      ? []
      : ['Seeds that made mistakes where others of the same model made none:', failing.join('\n')]),
    ...more,
    '### Figures',
    ...pictures,
  ].join('\n\n');
}
