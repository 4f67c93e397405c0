import {createInterface} from 'node:readline';
import {type ServedCase, serve} from './serve.js';

// The process of a case of ntmjs, which is given as JSON.
const item = JSON.parse(process.argv[2]!) as ServedCase;
await serve(item, createInterface({input: process.stdin}), (message) => {
  process.stdout.write(`${JSON.stringify(message)}\n`);
});
