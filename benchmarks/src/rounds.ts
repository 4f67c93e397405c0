import type {CaseProcess} from './caseProcess.js';

/**
 * Measures several processes in turns, A B C A B C …, so that what else the machine does, which comes and goes, falls
 * on all of them alike.
 *
 * @param seconds for each process, all rounds together
 * @returns for each process the steps a second of each round
 */
export async function measureInRounds(
  processes: readonly Pick<CaseProcess, 'measure'>[],
  rounds: number,
  seconds: number,
): Promise<number[][]> {
  const rates = processes.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, process] of processes.entries()) {
      const lap = await process.measure(seconds / rounds);
      rates[index]!.push(lap.steps / lap.seconds);
    }
  }
  return rates;
}
