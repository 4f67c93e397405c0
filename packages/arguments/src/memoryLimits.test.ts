import {totalmem} from 'node:os';
import {expect, test, vi} from 'vitest';
import {ArgumentError} from './argumentError.js';
import {
  arrayMemory,
  bytesText,
  heapMemory,
  machineMemory,
  requireArraySizes,
  requireMemory,
} from './memoryLimits.js';

const limit = {bytes: 1000, reason: 'the shelf has 1 kB'};
const matrix = ({rows, width}: {readonly rows: number; readonly width: number}) => 4 * rows * width;

test('what fits is returned in bytes', () => {
  expect(requireMemory('a matrix', {rows: 10, width: 25}, matrix, limit)).toBe(1000);
});

test.each([
  [
    {rows: 1000, width: 2},
    'rows must be smaller: a matrix would take about 8 kB, and the shelf has 1 kB, got 1000',
  ],
  [
    {rows: 2, width: 1e15},
    'width must be smaller: a matrix would take about 8 PB, and the shelf has 1 kB, got 1000000000000000',
  ],
  [{rows: 20, width: 20}, 'rows must be smaller'],
])('of %j the size that makes most of it is named', (sizes, message) => {
  const check = () => requireMemory('a matrix', sizes, matrix, limit);
  expect(check).toThrow(ArgumentError);
  expect(check).toThrow(message);
});

test('what overflows a number does not fit', () => {
  expect(() => requireMemory('a cube', {side: 1e200}, ({side}) => side ** 3, limit)).toThrow(
    'side must be smaller: a cube would take about Infinity EB',
  );
});

test('the machine’s memory is the default limit', () => {
  expect(machineMemory().bytes).toBeLessThanOrEqual(totalmem());
  expect(() => requireMemory('a matrix', {rows: 1e15, width: 1}, matrix)).toThrow(machineMemory().reason);
});

test('no array and no heap is larger than the machine or 4 GiB', () => {
  expect(arrayMemory().bytes).toBe(Math.min(2 ** 32, machineMemory().bytes));
  expect(heapMemory().bytes).toBeLessThanOrEqual(arrayMemory().bytes);
});

test('a container’s memory counts, if it has less than the machine', async () => {
  const granted = vi.spyOn(process, 'constrainedMemory').mockReturnValue(5e8);
  const inContainer = await fresh();
  expect(inContainer.machineMemory()).toEqual({bytes: 5e8, reason: 'this container has 500 MB'});
  expect(inContainer.heapMemory()).toEqual(inContainer.machineMemory());
  granted.mockReturnValue(0);
  const reason = `this machine has ${bytesText(totalmem())}`;
  expect((await fresh()).machineMemory()).toEqual({bytes: totalmem(), reason});
  granted.mockRestore();
});

test('outside of Node the limits are those of a page', async () => {
  vi.stubGlobal('process', undefined);
  const inPage = await fresh();
  expect(inPage.machineMemory()).toEqual({bytes: 2 ** 32, reason: 'a page may take 4.29 GB'});
  expect(inPage.heapMemory().bytes).toBe(2 ** 31);
  vi.unstubAllGlobals();
});

test('the sizes of an array', () => {
  expect(() => requireArraySizes('the memory', {batch: 2, rows: 3})).not.toThrow();
  expect(() => requireArraySizes('the memory', {batch: 2, rows: 0})).toThrow(
    'rows must be a positive integer, got 0',
  );
  expect(() => requireArraySizes('the memory', {batch: 2, rows: 1e12})).toThrow(
    /^rows must be smaller: the memory would take about 8 TB, and one array .* can have 4.29 GB, got 1000000000000$/,
  );
});

/** The module as it is when a program starts. */
async function fresh(): Promise<typeof import('./memoryLimits.js')> {
  vi.resetModules();
  return import('./memoryLimits.js');
}

test.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1000, '1 kB'],
  [17_162, '17.2 kB'],
  [4 * 2 ** 30, '4.29 GB'],
  [4e30, '4000000000000 EB'],
])('%d bytes as text', (bytes, text) => {
  expect(bytesText(bytes)).toBe(text);
});
