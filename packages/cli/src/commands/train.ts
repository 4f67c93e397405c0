import {requirePositiveInteger} from '@ntmjs/arguments';
import type {Command} from 'commander';
import {outputFor} from '../output.js';
import {showResults} from '../results.js';
import {beginRun, resumeRun} from '../session.js';
import {STOPPED, stoppable} from '../stop.js';
import {addTrainOptions, type TrainOptions} from '../trainOptions.js';
import {trainSession} from '../trainSession.js';

/** Adds `ntm train` to the program. */
export function addTrainCommand(program: Command, exitWith: (code: number) => void): void {
  const command = program
    .command('train')
    .description('train a model on a task, then evaluate it at the difficulties of training and beyond')
    .argument('[task]', 'the name of a task (see: ntm tasks)');
  addTrainOptions(command).action(async (task: string | undefined, options: TrainOptions) => {
    exitWith(await trainCommand(task, options));
  });
}

/**
 * Trains and evaluates a model, and draws an episode.
 *
 * @returns the exit code: 0 if the task was solved, 1 if the sequences were used up before, 130 if it was stopped
 */
async function trainCommand(taskName: string | undefined, options: TrainOptions): Promise<number> {
  const output = outputFor(options);
  const {resume} = options;
  const episodes = requirePositiveInteger('--episodes', options.episodes);
  const session =
    resume === undefined ? await beginRun(taskName, options) : await resumeRun(resume, taskName, options);
  const {folder} = session.run;
  return stoppable(
    async (signal) => {
      const {reason, report, checkpoint} = await trainSession(session, output, signal);
      if (reason === 'stopped') {
        output.line(`The training so far is saved. To continue: npx ntm train --resume ${folder}`);
        return STOPPED;
      }
      await showResults({session, checkpoint, episodes, output, signal});
      return report.solvedAt === undefined ? 1 : 0;
    },
    () => {
      output.event('stopped', {run: folder});
      output.line(`Stopped. The trained model is saved. To evaluate it: npx ntm eval ${folder}`);
    },
  );
}
