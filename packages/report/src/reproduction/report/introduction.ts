import {opening} from '../../paper/papers.js';
import type {Experiment} from '../experiments.js';
import {goalLines} from './goals.js';

/** The introduction of a report: its contents, how it was made, and how to read its numbers. */
export function introduction(
  experiments: readonly Experiment[],
  commands: readonly string[],
  machine: readonly string[],
): string {
  const date = new Date().toISOString().slice(0, 10);
  const goals = goalLines(experiments);
  return [
    opening(experiments),
    `Written by ${commands.length > 1 ? 'these commands, each of which' : 'this command, which'} continues where it stopped:`,
    `\`\`\`sh\n${commands.join('\n')}\n\`\`\``,
    [...machine, date].map((line) => `- ${line}`).join('\n'),
    'Costs are cross-entropies in bits per sequence, on fresh episodes that no model was trained on. A wrong bit is a target bit ' +
      'that the model predicts on the wrong side of one half. For several seeds, a number is their median, with each seed in ' +
      'brackets. Times are of training alone, while other runs shared the machine.',
    ...(goals.length === 0
      ? []
      : [
          'A task is solved when the mean of a metric over 1000 training sequences in a row passes a threshold for the first time:',
          goals.join('\n'),
        ]),
  ].join('\n\n');
}
