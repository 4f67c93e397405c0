import {requireInteger} from '@ntmjs/arguments';
import {taskNames} from '@ntmjs/tasks';
import {evaluationEpisodes} from '@ntmjs/training';
import {Argument, type Command} from 'commander';
import {withWords} from '../options.js';
import {type Output, outputFor} from '../output.js';
import {showResults} from '../results.js';
import {resumeCommand, withRemedy} from '../resumeCommand.js';
import {resumeRun} from '../resumeSession.js';
import {withSaved} from '../savedModel.js';
import {beginRun, type Session} from '../session.js';
import {STOPPED, stoppable} from '../stop.js';
import {addTrainOptions, type TrainOptions} from '../trainOptions.js';
import {trainSession} from '../trainSession.js';

const TASK_TEXT =
  'the name of a task (see: ntm tasks), or the path of a module that exports one, or of a file of sequences';

/** Adds `ntm train` to the program. */
export function addTrainCommand(program: Command, exitWith: (code: number) => void): void {
  const command = program
    .command('train')
    .description('train a model on a task, then evaluate it at the difficulties of training and beyond')
    .addArgument(withWords(new Argument('[task]', TASK_TEXT), taskNames));
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
  requireInteger('--episodes', options.episodes, evaluationEpisodes);
  let folder = resume;
  return stoppable(
    async (signal) => {
      try {
        const session = await sessionOf(taskName, options);
        folder = session.run.folder;
        const work = trainAndEvaluate({session, options, output, signal});
        return await work.finally(() => session.run.close());
      } catch (error) {
        throw await withRemedy(error, folder, options);
      }
    },
    () => {
      output.event('stopped', {run: folder});
      output.line(`Stopped. The trained model is saved. To evaluate it: ${resumeCommand(folder!, options)}`);
    },
  );
}

function sessionOf(task: string | undefined, options: TrainOptions): Promise<Session> {
  const {resume, from} = options;
  if (resume !== undefined) return resumeRun(resume, task, options);
  return from === undefined ? beginRun(task, options) : withSaved(from, task, options, beginRun);
}

interface Work {
  readonly session: Session;
  readonly options: TrainOptions;
  readonly output: Output;
  readonly signal: AbortSignal;
}

async function trainAndEvaluate({session, options, output, signal}: Work): Promise<number> {
  const {reason, report, checkpoint} = await trainSession({
    session,
    output,
    signal,
    tensorboard: options.tensorboard,
  });
  if (reason === 'stopped') {
    const command = resumeCommand(session.run.folder, options);
    output.line(`The training so far is saved. To continue: ${command}`);
    return STOPPED;
  }
  await showResults({session, checkpoint, output, signal});
  return report.solvedAt === undefined ? 1 : 0;
}
