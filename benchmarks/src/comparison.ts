import {type CaseProcess, openCase} from './caseProcess.js';
import {type Block, type Case, describeCase} from './cases.js';
import type {Engine} from './engines.js';
import {type Measurement, medianRatio} from './measurement.js';
import type {Answer} from './protocol.js';

/** The measurements of a block, and the versions of the software measured. */
export interface Comparison {
  readonly measurements: readonly Measurement[];
  readonly versions: Readonly<Record<string, string>>;
}

/**
 * Measures the cases of a block: each in a process of its own, all warmed up before the first is measured, then in turns.
 *
 * @param seconds per case, all rounds together
 * @throws Error if a process exits early, or if the models differ in their number of parameters
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
        `the models differ: ${cases.map((item, index) => `${parameters[index]} parameters (${describeCase(item)})`).join(', ')}`,
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

/**
 * Measures several processes in turns, A B C A B C …, so that other load on the machine affects all of them alike.
 *
 * @param seconds per process, all rounds together
 * @returns the answers of each process, one per round
 */
export async function measureInRounds(
  processes: readonly Pick<CaseProcess, 'measure'>[],
  rounds: number,
  seconds: number,
): Promise<Answer[][]> {
  const answers = processes.map((): Answer[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, process] of processes.entries()) {
      answers[index]!.push(await process.measure(seconds / rounds));
    }
  }
  return answers;
}
