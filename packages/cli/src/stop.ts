/** The exit code of a command that was stopped. */
export const STOPPED = 130;

/**
 * Runs work that can be stopped: its signal is aborted when the user asks the process to end (Ctrl-C or a termination signal)
 * or when nobody reads its output any more. A second request ends the process at once.
 *
 * @param onStop called when the work was stopped
 * @returns the exit code of the work, or `STOPPED`
 */
export async function stoppable(
  work: (signal: AbortSignal) => Promise<number>,
  onStop: () => void,
): Promise<number> {
  const {signal, release} = stopSignal();
  try {
    return await work(signal);
  } catch (error) {
    if (error !== signal.reason) throw error;
    onStop();
    return STOPPED;
  } finally {
    release();
  }
}

/** A signal that is aborted when the process is asked to end; `release` stops listening. */
export function stopSignal(): {readonly signal: AbortSignal; release(): void} {
  const controller = new AbortController();
  const abort = () => controller.abort(new Error('stopped'));
  const stop = () => {
    if (controller.signal.aborted) process.exit(STOPPED);
    abort();
  };
  const closed = ({code}: NodeJS.ErrnoException) => {
    if (code === 'EPIPE') abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  process.stdout.on('error', closed);
  const release = () => {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
    process.stdout.off('error', closed);
  };
  return {signal: controller.signal, release};
}

/** Keeps the process alive when a reader of its output, such as `head`, closes it. */
export function tolerateClosedOutput(): void {
  process.stdout.off('error', throwUnlessClosed).on('error', throwUnlessClosed);
}

function throwUnlessClosed(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
