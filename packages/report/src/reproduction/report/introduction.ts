import type {Experiment} from '../experiments.js';
import {goalLines} from './goals.js';
import {opening} from './papers.js';

/** What a report holds, how it was made, and how its numbers are to be read. */
export function introduction(
  experiments: readonly Experiment[],
  commands: readonly string[],
  machine: readonly string[],
): string {
  const date = new Date().toISOString().slice(0, 10);
  const goals = goalLines(experiments);
  return [
    opening(experiments),
    `Written by ${commands.length > 1 ? 'these commands, each of which' : 'this command, which'} goes on where it stopped:`,
    `\`\`\`sh\n${commands.join('\n')}\n\`\`\``,
    [...machine, date].map((line) => `- ${line}`).join('\n'),
    'Costs are cross-entropies in bits a sequence, on fresh episodes that no model was trained on. A wrong bit is a target bit ' +
      'on the wrong side of one half. Where there are several seeds, a number is their median, and each seed follows in brackets. ' +
      'Seconds are of training alone, while other runs shared the machine.',
    ...(goals.length === 0
      ? []
      : [
          'A task is solved when the mean of a metric over 1000 training sequences in a row passes a threshold for the first time:',
          goals.join('\n'),
        ]),
  ].join('\n\n');
}
