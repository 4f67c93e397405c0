import {ArgumentError, requireChoice} from '@ntmjs/arguments';
import {settingsNames} from '@ntmjs/presets';
import {evaluateJob} from '@ntmjs/report/reproduction';
import type {Command} from 'commander';
import {integersOption} from '../options.js';
import {outputFor} from '../output.js';
import {stoppable} from '../stop.js';

interface EvaluateRunOptions {
  settings: string;
  episodes: number[];
  json?: boolean;
}

/** Adds `ntm evaluate-run` to the program: a part of `ntm reproduce`, in a process of its own. */
export function addEvaluateRunCommand(program: Command, exitWith: (code: number) => void): void {
  program
    .command('evaluate-run', {hidden: true})
    .description('evaluate a run of a reproduction')
    .argument('<run>', 'the folder of the run')
    .requiredOption('--settings <name>', 'the source of its preset')
    .requiredOption(
      '--episodes <list>',
      'numbers of episodes: at the difficulty of training, at each beyond it, and at an extreme one',
      integersOption('--episodes'),
    )
    .option('--json', 'print JSON lines for machines')
    .action(async (folder: string, options: EvaluateRunOptions) => {
      exitWith(await evaluateRunCommand(folder, options));
    });
}

/** @returns the exit code: 0, or 130 if it was stopped */
async function evaluateRunCommand(folder: string, options: EvaluateRunOptions): Promise<number> {
  const output = outputFor(options);
  const settings = requireChoice('--settings', options.settings, [...settingsNames, 'general']);
  const [trained, beyond, extreme, ...others] = options.episodes;
  if (trained === undefined || beyond === undefined || extreme === undefined || others.length > 0) {
    throw new ArgumentError('--episodes', 'three numbers', options.episodes);
  }
  return stoppable(
    async (signal) => {
      await evaluateJob({
        ...{folder, settings, signal},
        episodes: {trained, beyond, extreme},
        onProgress: output.progress,
        onResult: (result) => output.event('evaluation', result),
      });
      return 0;
    },
    () => output.line('Stopped.'),
  );
}
