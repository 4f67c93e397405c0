import {afterEach, expect, test, vi} from 'vitest';
import {stopSignal, tolerateClosedOutput} from './stop.js';

afterEach(() => {
  vi.restoreAllMocks();
});

const failedWrite = (code: string) => Object.assign(new Error(`write ${code}`), {code});

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s aborts it; the second time the process ends',
  (name) => {
    const exit = vi.spyOn(process, 'exit').mockImplementation(() => undefined as never);
    const {signal, release} = stopSignal();
    expect(signal.aborted).toBe(false);
    process.emit(name);
    expect(signal.aborted).toBe(true);
    expect(exit).not.toHaveBeenCalled();
    process.emit(name);
    expect(exit).toHaveBeenCalledWith(130);
    release();
  },
);

test.each(['EPIPE', 'EIO'])('an output that is closed, with %s, aborts it', (code) => {
  tolerateClosedOutput();
  const {signal, release} = stopSignal();
  process.stdout.emit('error', failedWrite(code));
  expect(signal.aborted).toBe(true);
  release();
});

test('a closed output is no error, another is', () => {
  tolerateClosedOutput();
  tolerateClosedOutput();
  for (const stream of [process.stdout, process.stderr]) {
    for (const code of ['EPIPE', 'EIO']) expect(() => stream.emit('error', failedWrite(code))).not.toThrow();
    expect(() => stream.emit('error', new Error('disk full'))).toThrow('disk full');
  }
});

test('nothing listens any more once it is released', () => {
  const listeners = () => [
    process.listenerCount('SIGINT'),
    process.listenerCount('SIGTERM'),
    process.listenerCount('SIGHUP'),
    process.stdout.listenerCount('error'),
  ];
  const before = listeners();
  stopSignal().release();
  expect(listeners()).toEqual(before);
});
