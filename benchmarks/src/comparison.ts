import {type CaseProcess, openCase} from './caseProcess.js';
import {type Block, type Case, describeCase} from './cases.js';
import type {Engine} from './engines.js';
import {type Measurement, medianRatio} from './measurement.js';
import {measureInRounds} from './rounds.js';

/** What a comparison found, and the versions of what computed. */
export interface Comparison {
  readonly measurements: readonly Measurement[];
  readonly versions: Readonly<Record<string, string>>;
}

/**
 * Measures cases that differ in nothing but what computes: each in a process of its own, all of them warm before the
 * first is measured, then in turns.
 *
 * @param seconds for each case, all rounds together
 * @throws Error if a process ends before its time, or if the cases' models do not learn as many numbers
 */
export async function compare(
  cases: Block,
  engineOf: (item: Case) => Engine,
  {rounds, seconds}: {rounds: number; seconds: number},
): Promise<Comparison> {
  const processes: CaseProcess[] = [];
  try {
    for (const item of cases) {
      processes.push(await openCase(describeCase(item), engineOf(item).command(item), item.threads));
    }
    const parameters = processes.map(({about}) => about.parameters);
    if (new Set(parameters).size !== 1) {
      throw new Error(
        `not the same model: ${cases.map((item, index) => `${parameters[index]} parameters (${describeCase(item)})`).join(', ')}`,
      );
    }
    const answers = await measureInRounds(processes, rounds, seconds);
    const rates = answers.map((own, index) =>
      own.map((answer) => (answer.steps * cases[index]!.batch) / answer.seconds),
    );
    return {
      measurements: cases.map((item, index) => ({
        case: item,
        rates: rates[index]!,
        ratio: medianRatio(rates[index]!, rates[0]!),
        memory: answers[index]!.at(-1)!.memory,
        compileMilliseconds: processes[index]!.about.compileMilliseconds,
      })),
      versions: Object.assign({}, ...processes.map(({about}) => about.versions)),
    };
  } finally {
    await Promise.allSettled(processes.map((process) => process.close()));
  }
}
