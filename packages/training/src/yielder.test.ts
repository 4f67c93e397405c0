import {expect, test, vi} from 'vitest';
import {Yielder} from './yielder.js';

/** Computes without a pause for so many milliseconds. */
function compute(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

test('lets the event loop run during a long computation', async () => {
  const yielder = new Yielder();
  let ticks = 0;
  const timer = setInterval(() => ticks++, 1);
  for (let step = 0; step < 20; step++) {
    compute(10);
    await yielder.yield();
  }
  clearInterval(timer);
  expect(ticks).toBeGreaterThan(3);
});

test('does not give way each time: short steps stay fast', async () => {
  vi.useFakeTimers();
  const channels = vi.spyOn(globalThis, 'MessageChannel');
  try {
    const yielder = new Yielder();
    for (let step = 0; step < 100; step++) await yielder.yield();
    expect(channels).not.toHaveBeenCalled();
    vi.advanceTimersByTime(100);
    await yielder.yield();
    expect(channels).toHaveBeenCalledTimes(1);
  } finally {
    channels.mockRestore();
    vi.useRealTimers();
  }
});
