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
  const {folder, settings, episodes, onProgress, onResult, signal} = args;
  const {trained, beyond, extreme} = episodes;
  onProgress?.(`evaluating ${folder}`);
  const options = ['--settings', settings, '--episodes', [trained, beyond, extreme].join(',')];
  return childCommand(['evaluate-run', folder, ...options], {
    success: [0, STOPPED],
    signal: signal ?? new AbortController().signal,
    onEvent(event, data) {
      if (event === 'evaluation') onResult?.(data as unknown as EvaluationResult);
    },
  });
}
