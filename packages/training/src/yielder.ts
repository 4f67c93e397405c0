/** How long the event loop may be kept waiting, in milliseconds. */
const PATIENCE = 20;

/** Lets the event loop run now and then during a long computation, so that signals, timers and pages stay alive. */
export class Yielder {
  private last = performance.now();

  /** Gives way if the last time was long enough ago. */
  async yield(): Promise<void> {
    if (performance.now() - this.last < PATIENCE) return;
    await new Promise((resolve) => setTimeout(resolve));
    this.last = performance.now();
  }
}
