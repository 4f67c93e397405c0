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
  try {
    const yielder = new Yielder();
    for (let step = 0; step < 100; step++) await yielder.yield();
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(100);
    const given = yielder.yield();
    expect(vi.getTimerCount()).toBe(1);
    await vi.runAllTimersAsync();
    await given;
  } finally {
    vi.useRealTimers();
  }
});
