/**
 * A signal that is aborted when the user asks the process to end (Ctrl-C, or a termination signal) or when nobody reads
 * its output any more, so that it can put away what it has first. Asked a second time, the process ends on the spot.
 */
export function stopSignal(): {readonly signal: AbortSignal; release(): void} {
  const controller = new AbortController();
  const abort = () => controller.abort(new Error('stopped'));
  const stop = () => {
    if (controller.signal.aborted) process.exit(130);
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

/** Keeps the process from falling over a reader of its output that leaves early, such as `head`. */
export function tolerateClosedOutput(): void {
  process.stdout.off('error', throwUnlessClosed).on('error', throwUnlessClosed);
}

function throwUnlessClosed(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
