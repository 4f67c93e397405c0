/** How long the event loop may be blocked, in milliseconds. */
const PATIENCE = 20;

/** That of Node; browsers have none. */
const {setImmediate: afterPending} = globalThis as {setImmediate?: (call: () => void) => void};

/** Resolves once the event loop has handled pending events: faster than a timer, which sleeps a millisecond. */
function afterEvents(): Promise<void> {
  return new Promise((resolve) => {
    if (afterPending !== undefined) {
      // A channel costs Node as much as a tenth of a training step.
      afterPending(resolve);
      return;
    }
    const {port1, port2} = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** Lets the event loop run regularly during a long computation, so that signals, timers and pages respond. */
export class Yielder {
  private last = performance.now();

  /** Yields to the event loop if the last time was long enough ago. */
  async yield(): Promise<void> {
    if (performance.now() - this.last < PATIENCE) return;
    await afterEvents();
    this.last = performance.now();
  }
}
