import {requirePositiveInteger} from '@ntmjs/arguments';
import type {Command} from 'commander';
import {humanOutput, jsonOutput} from '../output.js';
import {showResults} from '../results.js';
import {beginRun, resumeRun} from '../session.js';
import {stopSignal} from '../stop.js';
import {addTrainOptions, type TrainOptions} from '../trainOptions.js';
import {trainSession} from '../trainSession.js';

/** Adds `ntm train` to the program. */
export function addTrainCommand(program: Command, exitWith: (code: number) => void): void {
  const command = program
    .command('train')
    .description(
      'train a model on a task, then show how it carries over to sequences beyond those it was trained on',
    )
    .argument('[task]', 'the task (see: ntm tasks)');
  addTrainOptions(command).action(async (task: string | undefined, options: TrainOptions) => {
    exitWith(await trainCommand(task, options));
  });
}

/**
 * Trains, evaluates, and draws an episode.
 *
 * @returns the exit code: 0 if the task was solved, 1 if the sequences were used up before, 130 if it was stopped
 */
async function trainCommand(taskName: string | undefined, options: TrainOptions): Promise<number> {
  const output = options.json ? jsonOutput(process.stdout) : humanOutput(process.stdout);
  const {resume} = options;
  const episodes = requirePositiveInteger('--episodes', options.episodes);
  const session =
    resume === undefined ? await beginRun(taskName, options) : await resumeRun(resume, taskName, options);
  const {folder} = session.run;
  const {signal, release} = stopSignal();
  try {
    const {reason, report, checkpoint} = await trainSession(session, output, signal);
    if (reason === 'stopped') {
      output.line(`What was trained is kept. To go on: npx ntm train --resume ${folder}`);
      return 130;
    }
    await showResults({session, checkpoint, episodes, output, signal});
    return report.solvedAt === undefined ? 1 : 0;
  } catch (error) {
    if (error !== signal.reason) throw error;
    output.event('stopped', {run: folder});
    output.line(`Stopped. What was trained is kept. To evaluate it: npx ntm eval ${folder}`);
    return 130;
  } finally {
    release();
  }
}
