import type {Answer, Order} from './orders.js';

/** Gives a worker an order, and waits for the answer. */
export function give(worker: Worker, order: Order): Promise<unknown> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({data}: MessageEvent<Answer>) => {
      if ('error' in data) reject(new Error(data.error));
      else resolve(data.value);
    };
    worker.onerror = (event) => reject(new Error(`the worker ended with: ${event.message}`));
    worker.postMessage(order);
  });
}

/** Takes the orders of whoever made this worker. */
export function takeOrders(carryOut: (order: Order) => Promise<unknown>): void {
  const answer = (message: Answer) => postMessage(message);
  addEventListener('message', async ({data}: MessageEvent<Order>) => {
    try {
      answer({value: await carryOut(data)});
    } catch (error) {
      answer({error: error instanceof Error ? error.message : String(error)});
    }
  });
}
