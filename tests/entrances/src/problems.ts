import {ArgumentError} from '@ntmjs/arguments';
import * as tf from '@tensorflow/tfjs-core';
import type {ResolvedCall} from './entrance.js';
import {type Mistake, mistakesIn} from './mistakes.js';

/** Of all mistakes in the arguments of a call, those that are not answered as they must be: what was wrong, and what came of it. */
export async function problemsOf(call: ResolvedCall): Promise<string[]> {
  const problems: string[] = [];
  const mistakes = await inScope(() => mistakesIn(call.args(), call));
  for (const mistake of mistakes) {
    const problem = await inScope(() => problemOf(call, mistake));
    if (problem !== undefined) problems.push(`${mistake.what}: ${problem}`);
  }
  return problems;
}

/** Runs some work, and disposes the tensors that it leaves. */
export async function inScope<T>(work: () => T | Promise<T>): Promise<T> {
  tf.engine().startScope();
  try {
    return await work();
  } finally {
    tf.engine().endScope();
  }
}

async function problemOf(
  {call, args, any}: ResolvedCall,
  {make, path, refused, suggestion}: Mistake,
): Promise<string | undefined> {
  const given = make(args() as never) as readonly unknown[];
  const before = tf.memory().numTensors;
  try {
    await call(...given);
  } catch (error) {
    if (!(error instanceof ArgumentError)) return `throws ${error}`;
    const leaked = tf.memory().numTensors - before;
    if (leaked > 0) return `leaves ${leaked} tensors`;
    if (suggestion === undefined || error.expected.includes(`did you mean ${suggestion}?`)) return undefined;
    return `does not suggest ${suggestion}: ${error.message}`;
  }
  return refused && !any.includes(path) ? 'is accepted' : undefined;
}
