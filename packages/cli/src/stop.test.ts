import {afterEach, expect, test, vi} from 'vitest';
import {stopSignal, tolerateClosedOutput} from './stop.js';

afterEach(() => {
  vi.restoreAllMocks();
});

const closed = Object.assign(new Error('write EPIPE'), {code: 'EPIPE'});

test.each(['SIGINT', 'SIGTERM'] as const)('%s aborts it; the second time the process ends', (name) => {
  const exit = vi.spyOn(process, 'exit').mockImplementation(() => undefined as never);
  const {signal, release} = stopSignal();
  expect(signal.aborted).toBe(false);
  process.emit(name);
  expect(signal.aborted).toBe(true);
  expect(exit).not.toHaveBeenCalled();
  process.emit(name);
  expect(exit).toHaveBeenCalledWith(130);
  release();
});

test('a closed output aborts it', () => {
  tolerateClosedOutput();
  const {signal, release} = stopSignal();
  process.stdout.emit('error', closed);
  expect(signal.aborted).toBe(true);
  release();
});

test('a closed output is no error, another is', () => {
  tolerateClosedOutput();
  tolerateClosedOutput();
  expect(() => process.stdout.emit('error', closed)).not.toThrow();
  expect(() => process.stdout.emit('error', new Error('disk full'))).toThrow('disk full');
});

test('nothing listens any more once it is released', () => {
  const listeners = () => [
    process.listenerCount('SIGINT'),
    process.listenerCount('SIGTERM'),
    process.stdout.listenerCount('error'),
  ];
  const before = listeners();
  stopSignal().release();
  expect(listeners()).toEqual(before);
});
