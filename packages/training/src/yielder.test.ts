import {afterEach, describe, expect, test, vi} from 'vitest';

/** Computes without a pause for so many milliseconds. */
function compute(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

/** Whether a promise is resolved before the event loop goes on. */
async function isAtOnce(promise: Promise<void>): Promise<boolean> {
  let resolved = false;
  void promise.then(() => {
    resolved = true;
  });
  for (let turn = 0; turn < 10; turn++) await undefined;
  return resolved;
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe.each(['Node', 'a browser'])('in %s', (host) => {
  /** A yielder of a module that was loaded there. */
  const load = async () => {
    if (host === 'a browser') vi.stubGlobal('setImmediate', undefined);
    vi.resetModules();
    const {Yielder} = await import('./yielder.js');
    return new Yielder();
  };

  test('lets the event loop run during a long computation', async () => {
    const yielder = await load();
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
    vi.useFakeTimers({toFake: ['performance']});
    const yielder = await load();
    for (let step = 0; step < 100; step++) expect(await isAtOnce(yielder.yield())).toBe(true);
    vi.advanceTimersByTime(100);
    const turn = yielder.yield();
    expect(await isAtOnce(turn)).toBe(false);
    await turn;
  });
});
