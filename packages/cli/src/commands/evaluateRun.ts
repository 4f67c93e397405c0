import {parseJson} from '@ntmjs/arguments/files';
import {type EvaluateJobArgs, evaluateJob} from '@ntmjs/report/reproduction';
import type {Command} from 'commander';
import {jsonOutput} from '../output.js';
import {stoppable} from '../stop.js';

/** Adds `ntm evaluate-run` to the program: a part of `ntm reproduce`, in a process of its own. */
export function addEvaluateRunCommand(program: Command, exitWith: (code: number) => void): void {
  program
    .command('evaluate-run', {hidden: true})
    .description('evaluate a run of a reproduction, and print JSON lines')
    .argument(
      '<evaluation>',
      'the folder of the run, the source of its preset and the numbers of episodes, as JSON',
    )
    .action(async (json: string) => {
      const output = jsonOutput(process.stdout);
      const evaluation = parseJson('evaluation', json) as EvaluateJobArgs;
      const onResult = (result: object) => output.event('evaluation', result);
      const work = async (signal: AbortSignal) => {
        await evaluateJob({...evaluation, onResult, signal});
        return 0;
      };
      exitWith(await stoppable(work, () => {}));
    });
}
