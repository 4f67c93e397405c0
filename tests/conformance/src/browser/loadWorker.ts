import {runLoadJob} from '../loadJob.js';
import {startBackend} from './backends.js';
import {takeOrders} from './messages.js';

// The worker in which saved models are loaded.
takeOrders(async (order) => {
  if (order.kind === 'start') await startBackend(order.backend);
  else if (order.kind === 'load') return await runLoadJob(order.job);
  else throw new Error(`an order to ${order.kind} is not for this worker`);
});
