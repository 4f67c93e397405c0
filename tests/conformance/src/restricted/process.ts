import {runRestricted} from './program.js';

// The program that the test runs with Node's flags.
console.warn = () => {};
console.log(JSON.stringify(await runRestricted()));
