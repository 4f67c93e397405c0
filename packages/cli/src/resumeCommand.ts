import {count} from '@ntmjs/report';
import {Run, WriteError} from '@ntmjs/training/runs';
import {DEFAULT_EPISODES, type TrainOptions} from './trainOptions.js';

/** The command line that continues a run, with the options of its evaluation. */
export function resumeCommand(folder: string, {at = {}, episodes}: TrainOptions): string {
  return [
    `npx ntm train --resume ${folder}`,
    ...Object.entries(at).map(([part, values]) => `--at ${part}=${values.join(',')}`),
    ...(episodes === DEFAULT_EPISODES ? [] : [`--episodes ${episodes}`]),
  ].join(' ');
}

/**
 * The error of a command that trains; if a file could not be written, with what is kept of the run and how to go on.
 *
 * @param folder of the run; undefined if none was made
 */
export async function withRemedy(
  error: unknown,
  folder: string | undefined,
  options: TrainOptions,
): Promise<unknown> {
  if (!(error instanceof WriteError)) return error;
  const remedy = await remedyOf(folder, options);
  return new Error(`${error.message}\n${remedy}`, {cause: error});
}

async function remedyOf(folder: string | undefined, options: TrainOptions): Promise<string> {
  if (folder === undefined) return 'No run was made. Once that is mended, repeat the command.';
  const run = await Run.open(folder).catch(() => undefined);
  if (run === undefined) {
    return `There is no run in ${folder} any more. If it was moved: npx ntm train --resume <its folder>`;
  }
  const last = (await run.checkpoints()).at(-1);
  const kept =
    last === undefined
      ? 'Nothing was trained yet.'
      : `Training is saved up to ${count(last.sequences)} sequences.`;
  return `${kept} Once that is mended, to continue: ${resumeCommand(folder, options)}`;
}
