/** How many steps took how long. */
export interface Lap {
  readonly steps: number;
  readonly seconds: number;
}

/** Takes steps one after the other until that much time has passed, one at least. */
export async function lap(step: () => Promise<unknown>, seconds: number): Promise<Lap> {
  const start = performance.now();
  for (let steps = 1; ; steps++) {
    await step();
    const elapsed = (performance.now() - start) / 1000;
    if (elapsed >= seconds) return {steps, seconds: elapsed};
  }
}
