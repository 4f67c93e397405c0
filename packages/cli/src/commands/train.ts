import {requirePositiveInteger} from '@ntmjs/arguments';
import {type EndReason, train} from '@ntmjs/training';
import type {Command} from 'commander';
import {humanOutput, jsonOutput, type Output} from '../output.js';
import {showResults} from '../results.js';
import {beginRun, resumeRun, type Session} from '../session.js';
import {stopSignal} from '../stop.js';
import {count} from '../text.js';
import {endLine, engineLine, progressLine} from '../trainingText.js';
import {addTrainOptions, type TrainOptions} from '../trainOptions.js';

/** How many sequences lie between two checkpoints. */
const CHECKPOINT_EVERY = 1000;

/** Adds `ntm train` to the program. */
export function addTrainCommand(program: Command, exitWith: (code: number) => void): void {
  const command = program
    .command('train')
    .description(
      'train a model on a task until it is solved, then show how it carries over to longer sequences',
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
  const {lengths, resume} = options;
  const episodes = requirePositiveInteger('--episodes', options.episodes);
  const session =
    resume === undefined ? await beginRun(taskName, options) : await resumeRun(resume, taskName, options);
  const {folder} = session.run;
  const {signal, release} = stopSignal();
  try {
    const {reason, checkpoint} = await trainSession(session, output, signal);
    if (reason === 'stopped') {
      output.line(`What was trained is kept. To go on: npx ntm train --resume ${folder}`);
      return 130;
    }
    await showResults({session, checkpoint, lengths, episodes, output, signal});
    return reason === 'solved' ? 0 : 1;
  } catch (error) {
    if (error !== signal.reason) throw error;
    output.event('stopped', {run: folder});
    output.line(`Stopped. What was trained is kept. To evaluate it: npx ntm eval ${folder}`);
    return 130;
  } finally {
    release();
  }
}

/** Trains to the end, with a checkpoint now and then, and one in the end. */
async function trainSession(
  {run, task, model, optimizer, state}: Session,
  output: Output,
  signal: AbortSignal,
): Promise<{readonly reason: EndReason; readonly checkpoint: string}> {
  const {training, seed, backend} = run.config;
  output.event('start', {run: run.folder, config: run.config});
  output.line(
    `${state ? 'Going on with' : 'Training'} ${run.folder}: the ${task.name} task, ${count(model.countParams())} ` +
      `parameters, batch ${training.batch}, seed ${seed}, backend ${backend}`,
  );
  let saved = state?.sequences ?? 0;
  let logged = saved;
  let told = false;
  for await (const event of train({...training, model, task, optimizer, seed, signal, state})) {
    const {report} = event;
    if (!told) output.line(engineLine(report));
    told = true;
    if (event.type === 'progress') {
      output.progress(progressLine(report, training.sequences));
      output.event('progress', report);
      await run.log(report);
      logged = report.sequences;
      if (report.sequences - saved < CHECKPOINT_EVERY) continue;
      await run.save({model, optimizer, state: event.state});
      saved = report.sequences;
      continue;
    }
    if (event.reason !== 'stopped' && report.sequences > logged) await run.log(report);
    const checkpoint = await run.save({model, optimizer, state: event.state});
    output.event('end', {reason: event.reason, checkpoint, ...report});
    output.line(endLine(event.reason, report));
    return {reason: event.reason, checkpoint};
  }
  throw new Error('training ended without saying so');
}
