import {fork} from 'node:child_process';
import {ArgumentError} from '@ntmjs/arguments';
import {NonFiniteError, type TrainReport} from '@ntmjs/training';
import {WriteError} from '@ntmjs/training/runs';
import {SoftwareError} from './notOfRun.js';
import {type AttemptArgs, type AttemptEnd, trainAttempt} from './trainAttempt.js';

/** Trains a run, here or in another process. */
export type Train = (args: AttemptArgs) => Promise<AttemptEnd>;

/** An attempt that failed in its process. */
export class AttemptError extends Error {
  override readonly name = 'AttemptError';

  constructor(
    message: string,
    /** Whether another attempt would fail in the same way. */
    readonly final: boolean,
    /** Whether a number of its training was not finite. */
    readonly nonFinite = false,
  ) {
    super(message);
  }
}

/** What a process that trains is asked for. */
type Request =
  | {readonly type: 'train'; readonly args: Pick<AttemptArgs, 'run' | 'folder' | 'until'>}
  | {readonly type: 'stop'};

/** What it answers. */
type Answer =
  | {readonly type: 'progress'; readonly report: TrainReport}
  | {readonly type: 'end'; readonly end: AttemptEnd}
  | {readonly type: 'error'; readonly message: string; readonly final: boolean; readonly nonFinite: boolean}
  | {readonly type: 'unwritten'; readonly path: string; readonly reason: string}
  | {readonly type: 'software'; readonly message: string};

/**
 * Trains runs in processes of their own, so that they share the cores of a machine, and whoever asks for them stays free to answer.
 *
 * @param module the path of one that registers a backend of TensorFlow.js and calls `serveAttempt`
 */
export function trainInProcess(module: string): Train {
  return async ({run, folder, until, onProgress, signal}) => {
    // A group of its own: Ctrl-C reaches this process alone, which then asks the child to stop.
    const child = fork(module, {
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'advanced',
    });
    let text = '';
    child.stderr!.on('data', (more) => {
      text += more;
    });
    const send = (request: Request) => void (child.connected && child.send(request, () => {}));
    const stop = () => send({type: 'stop'});
    try {
      return await new Promise<AttemptEnd>((resolve, reject) => {
        child.on('error', reject);
        child.on('message', (answer: Answer) => {
          if (answer.type === 'progress') onProgress?.(answer.report);
          else if (answer.type === 'end') resolve(answer.end);
          else if (answer.type === 'unwritten') reject(new WriteError(answer.path, answer.reason));
          else if (answer.type === 'software') reject(new SoftwareError(answer.message));
          else reject(new AttemptError(answer.message, answer.final, answer.nonFinite));
        });
        child.on('close', (code, cause) => {
          const reason = text.trim() || `the process that trained it ended with ${cause ?? `code ${code}`}`;
          reject(new AttemptError(reason, false));
        });
        send({type: 'train', args: {run, folder, until}});
        signal?.addEventListener('abort', stop);
        if (signal?.aborted) stop();
      });
    } finally {
      signal?.removeEventListener('abort', stop);
      if (child.connected) child.disconnect();
    }
  };
}

/**
 * Trains the one run that the parent process asks for, and ends. If the parent is gone, this process ends too: what is trained since the last
 * checkpoint is lost.
 */
export function serveAttempt(): void {
  const stopped = new AbortController();
  const send = (answer: Answer) => new Promise<void>((resolve) => process.send!(answer, () => resolve()));
  process.on('disconnect', () => process.exit());
  process.on('message', async (request: Request) => {
    if (request.type === 'stop') {
      stopped.abort();
      return;
    }
    const onProgress = (report: TrainReport) => void send({type: 'progress', report});
    try {
      const end = await trainAttempt({...request.args, onProgress, signal: stopped.signal});
      await send({type: 'end', end});
    } catch (error) {
      await send(answerTo(error as Error));
    }
  });
}

/** What a process that trains answers when a training ends with an error. */
function answerTo(error: Error): Answer {
  const {message} = error;
  if (error instanceof WriteError) return {type: 'unwritten', path: error.path, reason: error.reason};
  if (error instanceof SoftwareError) return {type: 'software', message};
  const nonFinite = error instanceof NonFiniteError;
  return {type: 'error', message, final: nonFinite || error instanceof ArgumentError, nonFinite};
}
