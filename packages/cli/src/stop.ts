/**
 * A signal that is aborted when the user asks the process to end (Ctrl-C, or a termination signal), so that it can put
 * away what it has first. Asked a second time, the process ends on the spot.
 */
export function stopSignal(): {readonly signal: AbortSignal; release(): void} {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort(new Error('stopped'));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  const release = () => {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  };
  return {signal: controller.signal, release};
}
