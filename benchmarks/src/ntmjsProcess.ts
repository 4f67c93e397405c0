import {createInterface} from 'node:readline';
import {type ServedCase, serve} from './serve.js';

// The process of a case on an engine of ntmjs. Its argument is the case, as JSON.
const item = JSON.parse(process.argv[2]!) as ServedCase;
await serve(item, createInterface({input: process.stdin}), (message) => {
  process.stdout.write(`${JSON.stringify(message)}\n`);
});
