import {ArgumentError} from './argumentError.js';
import {requirePositiveInteger} from './numbers.js';

/** The most bytes that something may take, and where the limit is from, as a message says it. */
export interface MemoryLimit {
  readonly bytes: number;
  /** `this machine has 16 GB` */
  readonly reason: string;
}

/** What a typed array, the memory of a WebAssembly module, or a web page can have at most: 4 GiB. */
const ADDRESSABLE = 2 ** 32;

/** The parts of Node's `process` that know of memory; other programs have none. */
interface NodeProcess {
  constrainedMemory?(): number | undefined;
  getBuiltinModule?(name: 'node:os'): {totalmem(): number};
  getBuiltinModule?(name: 'node:v8'): {getHeapStatistics(): {heap_size_limit: number}};
}

const {process: node} = globalThis as {process?: NodeProcess};

let machine: MemoryLimit | undefined;
let array: MemoryLimit | undefined;
let heap: MemoryLimit | undefined;

/** What everything together may take: in Node the memory of the machine, or of its container if that is less; elsewhere 4 GiB. */
export function machineMemory(): MemoryLimit {
  // Found once, since that takes a millisecond.
  machine ??= findMachineMemory();
  return machine;
}

function findMachineMemory(): MemoryLimit {
  const total = node?.getBuiltinModule?.('node:os').totalmem();
  if (total === undefined) return {bytes: ADDRESSABLE, reason: `a page may take ${bytesText(ADDRESSABLE)}`};
  const granted = node?.constrainedMemory?.() || Number.POSITIVE_INFINITY;
  return granted < total
    ? {bytes: granted, reason: `this container has ${bytesText(granted)}`}
    : {bytes: total, reason: `this machine has ${bytesText(total)}`};
}

/** What one typed array, or the memory of one WebAssembly module, may take: 4 GiB, or the machine's memory if that is less. */
export function arrayMemory(): MemoryLimit {
  const reason = () => `one array or WebAssembly memory can have ${bytesText(ADDRESSABLE)}`;
  array ??= smaller({bytes: ADDRESSABLE, reason: reason()}, machineMemory());
  return array;
}

/** What objects of JavaScript together may take: in Node the limit of its heap, elsewhere 2 GiB; no more than `arrayMemory()`. */
export function heapMemory(): MemoryLimit {
  heap ??= smaller(findHeapMemory(), arrayMemory());
  return heap;
}

function findHeapMemory(): MemoryLimit {
  const limit = node?.getBuiltinModule?.('node:v8').getHeapStatistics().heap_size_limit;
  const bytes = limit ?? ADDRESSABLE / 2;
  return {bytes, reason: `the heap of JavaScript can have ${bytesText(bytes)}`};
}

function smaller(one: MemoryLimit, other: MemoryLimit): MemoryLimit {
  return one.bytes <= other.bytes ? one : other;
}

/**
 * Returns how many bytes something takes, if that is within a limit; throws an `ArgumentError` otherwise. It names the size that
 * most of it is due to: the one without which, as a 1, the least would remain.
 *
 * @param what it is, for the message: `the weights`
 * @param sizes what it depends on, by the names of the arguments, integers
 * @param bytesOf its bytes for such sizes; they grow with each
 * @param limit defaults to `machineMemory()`
 */
export function requireMemory<Name extends string>(
  what: string,
  sizes: Readonly<Record<Name, number>>,
  bytesOf: (sizes: Readonly<Record<Name, number>>) => number,
  limit: MemoryLimit = machineMemory(),
): number {
  const bytes = bytesOf(sizes);
  if (bytes <= limit.bytes) return bytes;
  const without = (name: Name) => bytesOf({...sizes, [name]: 1});
  const names = Object.keys(sizes) as Name[];
  const most = names.reduce((worst, name) => (without(name) < without(worst) ? name : worst));
  throw new ArgumentError(
    most,
    `smaller: ${what} would take about ${bytesText(bytes)}, and ${limit.reason}`,
    sizes[most],
  );
}

/**
 * Checks the sizes of an array of numbers that is to be made.
 *
 * @param what it is, for the message: `the memory`
 * @param sizes by the names of the arguments
 * @throws ArgumentError if a size is not a positive integer, or an array of these sizes, 4 bytes a number, is more than one can have
 */
export function requireArraySizes(what: string, sizes: Readonly<Record<string, number>>): void {
  let bytes = 4;
  for (const name of Object.keys(sizes)) bytes *= requirePositiveInteger(name, sizes[name]);
  const limit = arrayMemory();
  if (bytes <= limit.bytes) return; // at once: tasks make thousands of arrays a second
  const bytesOf = (given: typeof sizes) => Object.values(given).reduce((product, size) => product * size, 4);
  requireMemory(what, sizes, bytesOf, limit);
}

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB'];

/** A number of bytes as text, to three digits: `17.2 MB`, with 1000 bytes in a kB. */
export function bytesText(bytes: number): string {
  const power = Math.min(Math.max(Math.floor(Math.log10(bytes) / 3), 0), UNITS.length - 1);
  return `${Number((bytes / 1000 ** power).toPrecision(3))} ${UNITS[power]}`;
}
