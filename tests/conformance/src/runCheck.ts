import * as tf from '@tensorflow/tfjs-core';
import type {Check, Outcome} from './check.js';
import type {Host} from './host.js';
import {knownFailure} from './knownFailures.js';
import type {Subject} from './subject.js';

/** Runs a check on a subject, and disposes all tensors and variables that it made. The backend is the current one. */
export async function runCheck(check: Check, subject: Subject, host: Host): Promise<Outcome> {
  const reason = check.skip?.(subject, host);
  if (reason !== undefined) return {status: 'skipped', reason};
  const message = await disposing(() => failureOf(check, subject, host));
  const known = knownFailure(check.name, subject.name);
  if (known === undefined) return message === undefined ? {status: 'passed'} : {status: 'failed', message};
  if (message === undefined) {
    return {status: 'failed', message: `passes, though it is known to fail: ${known.reason}`};
  }
  if (!known.message.test(message)) {
    return {status: 'failed', message: `fails otherwise than known (${known.message}): ${message}`};
  }
  return {status: 'known', reason: known.reason};
}

/** What a check says that does not hold. */
async function failureOf(check: Check, subject: Subject, host: Host): Promise<string | undefined> {
  try {
    await check.run(subject, host);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Waits for a call and disposes what it left: tensors, and weights, which outlive every scope. */
async function disposing<T>(call: () => Promise<T>): Promise<T> {
  const engine = tf.engine();
  const variables = new Set(Object.keys(engine.registeredVariables));
  engine.startScope();
  try {
    return await call();
  } finally {
    for (const [name, variable] of Object.entries(engine.registeredVariables)) {
      if (!variables.has(name)) variable.dispose();
    }
    engine.endScope();
  }
}
