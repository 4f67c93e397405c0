import {requireInstance, requireInteger} from '@ntmjs/arguments';
import {type CompileArgs, type CompileSettings, requireCompileArgs} from '../runtime/compile.js';
import {MOST_THREADS, requireBlocking, usableThreads} from '../runtime/threads/team.js';

export interface CompileModelArgs extends CompileArgs {
  /**
   * The number of threads that share the samples of a batch in training, including the calling one, up to 256; defaults to 1. Equal numbers of threads give
   * results that are equal to the last bit; others differ by rounding. Several threads need `SharedArrayBuffer`; a web page must train
   * inside a worker.
   */
  readonly threads?: number | undefined;
  /**
   * The URL of the workers' code, as `LayerTrainer` takes it: `dist/runtime/threads/worker.js` of this package with its imports. Optional; necessary only
   * with bundlers that do not support `new Worker(new URL('./worker.js', import.meta.url))`.
   */
  readonly workerUrl?: URL | undefined;
}

/** How the training steps of a model are compiled and run. */
export interface ModelSettings extends CompileSettings {
  readonly threads: number;
  readonly workerUrl: URL | undefined;
}

/**
 * Checks the arguments of `compile` for a model, and fills in defaults.
 *
 * @throws ArgumentError if one is wrong
 * @throws Error if several threads are requested and the calling one may not block
 */
export function requireModelArgs(args: CompileModelArgs) {
  const {fallback, ...settings} = requireCompileArgs(args, 'eager', ['threads', 'workerUrl']);
  const {workerUrl} = args;
  if (workerUrl !== undefined) requireInstance('compile.workerUrl', workerUrl, URL, 'a URL');
  const wanted = requireInteger('compile.threads', args.threads ?? 1, {min: 1, max: MOST_THREADS});
  const threads = usableThreads(wanted);
  if (threads < wanted) console.warn('threads has no effect: there is no SharedArrayBuffer here');
  if (threads > 1) requireBlocking('compile.threads', 'train the model in a worker');
  return {fallback, settings: {...settings, threads, workerUrl}};
}
