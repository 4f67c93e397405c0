import {opening} from '../../paper/papers.js';
import type {Experiment} from '../experiments.js';
import type {Job} from '../job.js';
import {goalLines} from './goals.js';
import {originLines} from './machine.js';
import {missingLines} from './missing.js';

/** The introduction of a report: its contents, how it was made, and how to read its numbers. */
export function introduction(
  experiments: readonly Experiment[],
  command: string,
  missing: readonly Job[],
): string {
  const date = new Date().toISOString().slice(0, 10);
  const goals = goalLines(experiments);
  return [
    opening(experiments),
    ...missingLines(missing),
    'Written by this command, which trains and evaluates all runs, and continues where it stopped:',
    `\`\`\`sh\n${command}\n\`\`\``,
    [...originLines(experiments), date].map((line) => `- ${line}`).join('\n'),
    'Costs are cross-entropies in bits per sequence, on fresh episodes that no model was trained on. A wrong bit is a target bit ' +
      'that the model predicts on the wrong side of one half. For several seeds, a number is their median, with the worst in ' +
      'brackets; the number of sequences until a task was solved, and the time until then, have the first and the last seed that solved it in brackets. ' +
      'Seeds that did not solve their task are listed by number. Times are of training alone, while other runs shared the machine. ' +
      '`results.json` has every run. Figures of a single run show the median seed: by the number of sequences until the task was solved.',
    ...(goals.length === 0
      ? []
      : [
          'A task is solved when the mean of a metric over 1000 training sequences in a row passes a threshold for the first time:',
          goals.join('\n'),
        ]),
  ].join('\n\n');
}
