import type {Outcome} from '../check.js';
import {type GoldenResult, runGoldenCheck} from '../golden/goldenCheck.js';
import {goldenChecks} from '../golden/goldenChecks.js';
import type {Host} from '../host.js';
import {checks, runCheck, subjects} from '../suite.js';
import {tolerances} from '../tolerances.js';
import {startBackend} from './backends.js';
import {loadInWorker} from './elsewhere.js';
import type {Order} from './orders.js';

let host: Host | undefined;

/** Carries an order out, in a page or in a worker. */
export async function carryOut(order: Order): Promise<Outcome | GoldenResult | undefined> {
  if (order.kind === 'start') {
    const {place, backend} = order;
    await startBackend(backend);
    host = {place, backend, tolerance: tolerances[backend], elsewhere: loadInWorker(backend)};
    return undefined;
  }
  if (host === undefined) throw new Error('the first order must be to start');
  if (order.kind === 'load') throw new Error('an order to load is for the worker that loads');
  if (order.kind === 'golden') {
    return await runGoldenCheck(named(order.check, goldenChecks));
  }
  return await runCheck(named(order.check, checks), named(order.subject, subjects), host);
}

function named<T extends {readonly name: string}>(name: string, all: readonly T[]): T {
  const found = all.find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is nothing named "${name}" here`);
  return found;
}
