/** How long the event loop may be kept waiting, in milliseconds. */
const PATIENCE = 20;

/** Resolves as soon as the event loop has seen to what was waiting: quicker than a timer, which sleeps a millisecond. */
function afterEvents(): Promise<void> {
  return new Promise((resolve) => {
    const {port1, port2} = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** Lets the event loop run now and then during a long computation, so that signals, timers and pages stay alive. */
export class Yielder {
  private last = performance.now();

  /** Gives way if the last time was long enough ago. */
  async yield(): Promise<void> {
    if (performance.now() - this.last < PATIENCE) return;
    await afterEvents();
    this.last = performance.now();
  }
}
