import {isPaperTask} from '@ntmjs/presets';
import {type Experiment, optionText} from '../experiments.js';
import {generalizationTable} from './generalization.js';
import {taskNotes} from './notes.js';
import {settingsTable} from './settings.js';

/** The section of an experiment. */
export function taskSection({title, runs}: Experiment, pictures: readonly string[]): string {
  const [{task}] = runs;
  const options = Object.entries(task.config).map(optionText).join(', ');
  return [
    `## ${title}`,
    task.description,
    ...(isPaperTask(task.name) ? [] : [`Options of the task: ${options}.`]),
    '### Settings',
    settingsTable(runs),
    '### Beyond training',
    'The median over the seeds, and in brackets the worst seed.',
    ...taskNotes(task),
    generalizationTable(task, runs),
    '### Figures',
    ...pictures,
  ].join('\n\n');
}
