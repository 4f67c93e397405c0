import {PAGE} from '../code/assembler.js';
import {CompilationError} from '../trace/compilationError.js';

/**
 * Compiles a module.
 *
 * @throws CompilationError if this host has no WebAssembly, no SIMD, or does not allow a page to compile code
 */
export function newModule(bytes: Uint8Array): WebAssembly.Module {
  return onHost(() => new WebAssembly.Module(bytes as BufferSource));
}

/**
 * Instantiates a module, and returns its functions.
 *
 * @throws CompilationError as `newModule` does
 */
export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): WebAssembly.Exports {
  return onHost(() => new WebAssembly.Instance(module, {env: {memory}}).exports);
}

function onHost<T>(work: () => T): T {
  requireWebAssembly();
  try {
    return work();
  } catch (cause) {
    throw new CompilationError(`its WebAssembly code does not run here: ${(cause as Error).message}`, {
      cause,
    });
  }
}

function requireWebAssembly(): void {
  if (typeof WebAssembly === 'undefined') throw new CompilationError('there is no WebAssembly here');
}

/**
 * Creates a memory. Engines reserve gigabytes of address space for each, however small, so a process can have about a hundred.
 *
 * @throws CompilationError if there is no room for it
 */
export function newMemory(pages: number): WebAssembly.Memory {
  return create({initial: pages});
}

/**
 * Creates a memory of fixed size that threads can share.
 *
 * @throws CompilationError if there is no room for it
 */
export function newSharedMemory(pages: number): WebAssembly.Memory {
  return create({initial: pages, maximum: pages, shared: true});
}

function create(memory: WebAssembly.MemoryDescriptor): WebAssembly.Memory {
  requireWebAssembly();
  requirePages(memory.initial);
  try {
    return new WebAssembly.Memory(memory);
  } catch (cause) {
    throw new CompilationError(
      'the memory of another compiled layer cannot be created: dispose models that are no longer used ' +
        `(a process can hold about a hundred compiled layers; ${(cause as Error).message})`,
      {cause},
    );
  }
}

/**
 * Grows a memory by some pages.
 *
 * @throws CompilationError if there is no room for them
 */
export function growMemory(memory: WebAssembly.Memory, pages: number): void {
  const all = memory.buffer.byteLength / PAGE + pages;
  requirePages(all);
  try {
    memory.grow(pages);
  } catch (cause) {
    throw new CompilationError(
      `the memory of a compiled layer cannot grow to ${all * PAGE} bytes (${(cause as Error).message}): ${SMALLER}`,
      {cause},
    );
  }
}

const MOST_PAGES = 65_536;
const SMALLER = 'use smaller batches, shorter sequences, or a smaller memoryBudget';

function requirePages(pages: number): void {
  if (pages <= MOST_PAGES) return;
  throw new CompilationError(
    `a compiled layer needs a memory of ${pages * PAGE} bytes, and WebAssembly has at most ${MOST_PAGES * PAGE}: ${SMALLER}`,
  );
}
