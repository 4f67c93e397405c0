import type {CaseProcess} from './caseProcess.js';
import type {Answer} from './protocol.js';

/**
 * Measures several processes in turns, A B C A B C …, so that what else the machine does, which comes and goes, falls
 * on all of them alike.
 *
 * @param seconds for each process, all rounds together
 * @returns for each process its answers, one a round
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
