import {createInterface} from 'node:readline';
import type {Case} from './cases.js';
import {serve} from './serve.js';

// The process of an eager case, which is given as JSON.
const item = JSON.parse(process.argv[2]!) as Case;
await serve(item, createInterface({input: process.stdin}), (message) => {
  process.stdout.write(`${JSON.stringify(message)}\n`);
});
