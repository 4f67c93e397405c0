import {show} from './show.js';

/** The error of an invalid argument: it names the argument, what it must be and what it was. */
export class ArgumentError extends Error {
  override readonly name = 'ArgumentError';

  /**
   * @param argument the argument as the caller wrote it, with its path: `memory.rows`
   * @param expected what it must be, as it follows "must be": `a positive integer`
   * @param actual the value that was given
   * @param hint what follows the value in the message, such as what to do; nothing by default
   */
  constructor(
    readonly argument: string,
    readonly expected: string,
    readonly actual: unknown,
    readonly hint = '',
  ) {
    // One line, also where what is expected quotes the message of another library.
    super(`${argument} must be ${expected}, got ${show(actual)}${hint}`.replace(/\s*\n\s*/g, ' '));
  }
}
