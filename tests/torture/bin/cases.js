#!/usr/bin/env node
// Runs cases of a part for the process that started it: node cases.js <part> <seed> <folder>
import {loadPart} from '../dist/parts.js';
import {serve} from '../dist/serve.js';

const [name, seed, folder] = process.argv.slice(2);
await serve(await loadPart(name), Number(seed), folder);
