import type {Outcome, Part, RunCase} from './part.js';

/** What the process of the cases sends to the one that started it. */
export type Message =
  | {readonly ready: true}
  /** What a case tries. */
  | {readonly trying: string}
  /** `last`: the process ends now. */
  | {readonly index: number; readonly outcome: Outcome; readonly last?: true};

/** How many lines of a stack a failure shows. */
const STACK_LINES = 4;

/** An error with the top of its stack, for the report of a failure. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return `${String(error)} was thrown`;
  const lines = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return [`${error.name}: ${error.message}`, ...lines.slice(0, STACK_LINES)].join('\n');
}

/** Runs the case; an error that it throws is its failure. */
async function outcomeOf(runCase: RunCase, index: number): Promise<Outcome> {
  try {
    return await runCase(index, (trying) => process.send!({trying} satisfies Message));
  } catch (error) {
    return {counts: {}, failure: describeError(error)};
  }
}

/**
 * Runs the cases whose numbers arrive from the process that started this one, and answers each with its outcome.
 *
 * An error that nobody catches is the failure of the case that is running.
 */
export async function serve(part: Part, seed: number, folder: string): Promise<void> {
  let current: number | undefined;
  const die = (error: unknown) => {
    if (current === undefined) throw error;
    const outcome = {counts: {}, failure: `nobody caught an error: ${describeError(error)}`};
    process.send!({index: current, outcome, last: true} satisfies Message, () => process.exit(1));
  };
  process.on('disconnect', () => process.exit());
  const runCase = await part.start({seed, folder});
  process.on('uncaughtException', die).on('unhandledRejection', die);
  process.on('message', async (index: number) => {
    current = index;
    const outcome = await outcomeOf(runCase, index);
    // A rejection that nobody catches is reported after the promises of this turn.
    await new Promise((resolve) => setImmediate(resolve));
    process.send!({index, outcome} satisfies Message);
  });
  process.send!({ready: true} satisfies Message);
}
