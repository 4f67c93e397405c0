import {createLogUpdate} from 'log-update';

/** Prints what a command does, for people or for machines. */
export interface Output {
  /** Prints a line, in place of the last line of progress on a terminal. */
  line(text: string): void;
  /** Shows progress: live on a terminal; in a log its first line, every few seconds if it changed. */
  progress(text: string): void;
  /** Prints a JSON object on a line of its own, for machines. */
  event(name: string, data: object): void;
}

/** The output of a command: JSON lines and nothing else with `--json`, else text for people. */
export function outputFor({json}: {readonly json?: boolean | undefined}): Output {
  return json ? jsonOutput(process.stdout) : humanOutput(process.stdout);
}

/** The milliseconds between two lines of progress in a log. */
const LOG_INTERVAL = 5000;

/** An output for people; on a terminal the last line of progress is live. */
export function humanOutput(stream: NodeJS.WriteStream): Output {
  if (!stream.isTTY) {
    let last = Number.NEGATIVE_INFINITY;
    let before: string | undefined;
    return {
      line: (text) => void stream.write(`${text}\n`),
      progress(text) {
        const [first] = text.split('\n', 1);
        if (first === before || performance.now() - last < LOG_INTERVAL) return;
        last = performance.now();
        before = first;
        stream.write(`${first}\n`);
      },
      event() {},
    };
  }
  const live = createLogUpdate(stream, {showCursor: true});
  return {
    line(text) {
      live.clear();
      stream.write(`${text}\n`);
    },
    progress: (text) => live(text),
    event() {},
  };
}

/** An output for machines: JSON lines and nothing else. */
export function jsonOutput(stream: NodeJS.WriteStream): Output {
  return {
    line() {},
    progress() {},
    event: (event, data) => void stream.write(`${JSON.stringify({event, ...data})}\n`),
  };
}
