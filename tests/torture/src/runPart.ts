import {CaseProcess, type CaseProcessArgs} from './caseProcess.js';
import type {Outcome} from './part.js';

export interface RunPartArgs extends CaseProcessArgs {
  /** The numbers of the cases. */
  readonly indices: readonly number[];
  readonly casesPerProcess?: number | undefined;
  readonly signal: AbortSignal;
  onOutcome(index: number, outcome: Outcome): void;
}

/** Runs cases, each in a process that is replaced when a case ends it, until all are done or the signal is aborted. */
export async function runPart(args: RunPartArgs): Promise<void> {
  const {indices, casesPerProcess = Number.POSITIVE_INFINITY, signal, onOutcome} = args;
  let cases: CaseProcess | undefined;
  let done = 0;
  try {
    for (const index of indices) {
      if (signal.aborted) return;
      cases ??= await CaseProcess.start(args);
      const {outcome, alive} = await cases.run(index);
      onOutcome(index, outcome);
      if (alive && ++done < casesPerProcess) continue;
      await cases.stop();
      [cases, done] = [undefined, 0];
    }
  } finally {
    await cases?.stop();
  }
}
