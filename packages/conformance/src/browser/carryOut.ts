import type {Outcome} from '../check.js';
import type {Host} from '../host.js';
import {checks, runCheck, subjects} from '../suite.js';
import {tolerances} from '../tolerances.js';
import {startBackend} from './backends.js';
import {loadInWorker} from './elsewhere.js';
import type {Order} from './orders.js';

let host: Host | undefined;

/** Carries an order out, in a page or in a worker. */
export async function carryOut(order: Order): Promise<Outcome | undefined> {
  if (order.kind === 'start') {
    const {place, backend} = order;
    await startBackend(backend);
    host = {place, backend, tolerance: tolerances[backend], elsewhere: loadInWorker(backend)};
    return undefined;
  }
  if (host === undefined) throw new Error('the first order must be to start');
  if (order.kind === 'load') throw new Error('an order to load is for the worker that loads');
  const check = checks.find(({name}) => name === order.check);
  const subject = subjects.find(({name}) => name === order.subject);
  if (check === undefined || subject === undefined) {
    throw new Error(`there is no check "${order.check}" of "${order.subject}"`);
  }
  return await runCheck(check, subject, host);
}
