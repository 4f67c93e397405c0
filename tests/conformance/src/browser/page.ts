import {carryOut} from './carryOut.js';
import {give} from './messages.js';
import type {Order} from './orders.js';

declare global {
  /** Carries an order out: here, or in the worker that the order to start there began. */
  var conformance: (order: Order) => Promise<unknown>;
}

let worker: Worker | undefined;

globalThis.conformance = (order) => {
  if (order.kind === 'start' && order.place === 'worker') {
    worker = new Worker(new URL('./worker.ts', import.meta.url), {type: 'module'});
  }
  return worker === undefined ? carryOut(order) : give(worker, order);
};
