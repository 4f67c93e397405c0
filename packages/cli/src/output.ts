import type {Output} from '@ntmjs/report';
import {createLogUpdate} from 'log-update';

/** How much time lies between two lines of progress in a log, in milliseconds. */
const LOG_INTERVAL = 5000;

/** An output for people: on a terminal the last line of progress is live. */
export function humanOutput(stream: NodeJS.WriteStream): Output {
  if (!stream.isTTY) {
    let last = Number.NEGATIVE_INFINITY;
    return {
      line: (text) => void stream.write(`${text}\n`),
      progress(text) {
        if (performance.now() - last < LOG_INTERVAL) return;
        last = performance.now();
        stream.write(`${text}\n`);
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
