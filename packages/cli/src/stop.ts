/** The exit code of a command that was stopped. */
export const STOPPED = 130;

/** What asks a process to end: Ctrl-C, a termination signal, and a terminal that is closed. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The codes of errors of an output that nobody reads any more: a closed pipe, a closed terminal. */
const CLOSED: readonly (string | undefined)[] = ['EPIPE', 'EIO'];

/**
 * Runs work that can be stopped: its signal is aborted when the user asks the process to end (Ctrl-C, a termination signal, a
 * closed terminal) or when nobody reads its output any more. A second request ends the process at once.
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
    if (CLOSED.includes(code)) abort();
  };
  for (const name of SIGNALS) process.on(name, stop);
  process.stdout.on('error', closed);
  const release = () => {
    for (const name of SIGNALS) process.off(name, stop);
    process.stdout.off('error', closed);
  };
  return {signal: controller.signal, release};
}

/** Keeps the process alive when the reader of its output, such as `head` or a terminal, is gone. */
export function tolerateClosedOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.off('error', throwUnlessClosed).on('error', throwUnlessClosed);
  }
}

function throwUnlessClosed(error: NodeJS.ErrnoException): void {
  if (!CLOSED.includes(error.code)) throw error;
}
