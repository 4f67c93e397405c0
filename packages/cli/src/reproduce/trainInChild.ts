import {spawn} from 'node:child_process';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';
import {presetFor} from '@ntmjs/presets';
import type {JobTraining} from '@ntmjs/report/reproduction';

/** The command of this package, which must be built. */
const COMMAND = fileURLToPath(new URL('../../bin/ntm.js', import.meta.url));

/** The exit codes of `ntm train` for a run that is solved, not solved, or stopped. */
const SUCCESS = [0, 1, 130];

/** The options of `ntm train` for a training; the evaluation at its end is as short as can be. */
export function trainArguments({job, folder, resume, sequences, learningRateDecay}: JobTraining): string[] {
  const end = ['--episodes', '1'];
  if (resume) return ['--resume', folder, ...end];
  const {task, taskOptions, model, settings, seed} = job;
  const {architecture, ...network} = presetFor(task, model, settings).model;
  const {type} = ('controller' in network ? network.controller : {}) as {readonly type?: string};
  return [
    task,
    ...Object.entries(taskOptions).flatMap(([name, value]) => ['--task-option', `${name}=${value}`]),
    ...['--architecture', architecture, ...(type === undefined ? [] : ['--controller', type])],
    ...['--settings', settings, '--seed', String(seed)],
    ...(sequences === undefined ? [] : ['--sequences', String(sequences)]),
    ...(learningRateDecay === undefined
      ? []
      : ['--decay', `${learningRateDecay.to}/${learningRateDecay.over}`]),
    ...['--run', folder, ...end],
  ];
}

/**
 * Runs `ntm train` in a process of its own, so that several runs share a machine's cores.
 *
 * @throws Error with the process' message, if it failed
 */
export async function trainInChild(training: JobTraining): Promise<void> {
  const {onProgress, signal} = training;
  const child = spawn(process.execPath, [COMMAND, 'train', ...trainArguments(training), '--json'], {
    // A group of its own: Ctrl-C reaches this process alone, which then stops the child once.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let message = '';
  child.stderr.on('data', (text) => {
    message += text;
  });
  createInterface({input: child.stdout}).on('line', (line) => {
    const {event, ...report} = JSON.parse(line);
    if (event === 'progress') onProgress(report);
  });
  const stop = () => void child.kill('SIGINT');
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  try {
    const [code, cause] = await new Promise<[number | null, string | null]>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (exitCode, killedBy) => resolve([exitCode, killedBy]));
    });
    // 1 is also the exit code of a failure, which comes with a message.
    if (code !== null && SUCCESS.includes(code) && !/^ntm: /m.test(message)) return;
    throw new Error(message.trim() || `ntm train ended with ${cause ?? `code ${code}`}`);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
