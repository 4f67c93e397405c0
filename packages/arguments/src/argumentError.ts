/** The error of an invalid argument: it names the argument, what it must be and what it was. */
export class ArgumentError extends Error {
  override readonly name = 'ArgumentError';

  /**
   * @param argument the argument as the caller wrote it, with its path: `memory.rows`
   * @param expected what it must be, as it follows "must be": `a positive integer`
   * @param actual the value that was given
   */
  constructor(
    readonly argument: string,
    readonly expected: string,
    readonly actual: unknown,
  ) {
    super(`${argument} must be ${expected}, got ${show(actual)}`);
  }
}

/** A value as an error message shows it: short, and telling `"3"` from `3` and `NaN` from `null`. */
export function show(value: unknown): string {
  if (typeof value === 'function') return `function ${value.name || '(anonymous)'}`;
  if (typeof value !== 'object' || value === null) {
    return typeof value === 'string' ? JSON.stringify(value) : String(value);
  }
  const shape = (value as {shape?: unknown}).shape;
  if (Array.isArray(shape)) return `a tensor of shape [${shape.join(', ')}]`;
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
