import type {EvaluationResult} from '@ntmjs/report';
import type {EvaluateJobArgs} from '@ntmjs/report/reproduction';
import {STOPPED} from '../stop.js';
import {childCommand} from './childCommand.js';

/**
 * Runs `ntm evaluate-run` in a process of its own.
 *
 * @throws Error with the process' message, if it failed
 */
export function evaluateInChild(args: EvaluateJobArgs): Promise<void> {
  const {onProgress, onResult, signal = new AbortController().signal, ...evaluation} = args;
  onProgress?.(`evaluating ${args.folder}`);
  return childCommand(['evaluate-run', JSON.stringify(evaluation)], {
    success: [0, STOPPED],
    signal,
    onEvent(event, data) {
      if (event === 'evaluation') onResult?.(data as unknown as EvaluationResult);
    },
  });
}
