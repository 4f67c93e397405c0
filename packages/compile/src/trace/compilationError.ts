/**
 * A layer cannot run compiled: its step cannot be compiled (`TraceError`), or this host does not run compiled code. The message says
 * why.
 */
export class CompilationError extends Error {
  override readonly name: string = 'CompilationError';
}

/** The step of a cell cannot be compiled. The message names the layer and, where there is one, the kernel. */
export class TraceError extends CompilationError {
  override readonly name = 'TraceError';
}
