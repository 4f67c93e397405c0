/** What came of reading files. */
export type Reading =
  /** They were accepted; `result` is everything that came of it, as text. */
  | {readonly accepted: true; readonly result: string}
  /** They were refused with a message. */
  | {readonly accepted: false; readonly message: string};

/** Whether a message shows where the program was. */
export function hasStack(message: string): boolean {
  return /^\s+at .*(:\d+|\))$/m.test(message) || /\bnode:internal\b/.test(message);
}

/** The names of errors that say nothing to a user. */
const RAW = /\b(TypeError|RangeError|SyntaxError|ReferenceError|InternalError)\b/;

/**
 * Why a message is not one that a user can act on; undefined if it is.
 *
 * It must be one line, and have neither a stack nor the name of an error of JavaScript.
 */
export function faultOf(message: string): string | undefined {
  if (message.trim() === '') return 'no message';
  if (hasStack(message)) return 'a stack trace';
  if (message.trim().includes('\n')) return 'a message of more than one line';
  if (RAW.test(message)) return 'a raw error';
  return undefined;
}

/**
 * Judges what came of reading files of which one was changed. It is right if the result is the same as with the files as they were
 * written, or if they are refused with a message that names the file.
 *
 * @param file the names of the changed file, any of which the message may have
 * @param written the result with the files as they were written
 * @returns why it is wrong; undefined if it is right
 */
export function judge(file: string, written: string, reading: Reading): string | undefined {
  if (reading.accepted) {
    if (reading.result === written) return undefined;
    return `accepted, with another result: ${firstDifference(written, reading.result)}`;
  }
  const {message} = reading;
  const fault =
    faultOf(message) ?? (message.includes(file) ? undefined : 'a message that does not name the file');
  return fault === undefined ? undefined : `${fault}: ${message.trim()}`;
}

/** Where two texts begin to differ, with some of each. */
function firstDifference(one: string, other: string): string {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  const start = Math.max(0, at - 40);
  const excerpt = (text: string) => JSON.stringify(text.slice(start, at + 60));
  return `${excerpt(one)} became ${excerpt(other)}`;
}
