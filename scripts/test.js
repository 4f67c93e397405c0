// Tests this repository, step by step. All steps run even if one fails; the last lines name those that did.
//
//   npm test                  what a contributor runs: about ten minutes on two cores
//   npm run test:all          every test on every host, and the conformance table
//   npm test -- types unit    some of the steps, in their order
import {spawn} from 'node:child_process';
import {rm} from 'node:fs/promises';
import {parseArgs} from 'node:util';
import {quietTurbo} from './turbo.js';

const {values, positionals} = parseArgs({options: {all: {type: 'boolean'}}, allowPositionals: true});

function run(command) {
  return new Promise((resolve) => {
    const child = spawn(command, {shell: true, stdio: 'inherit'});
    child.on('close', (code) => resolve(code === 0));
  });
}

if (!values.all) process.env.NTM_TEST_QUICK = '1'; // see tests/support/src/repetitions.ts

const vitest = (project) => {
  const tags = values.all ? '' : ' --tags-filter=!full';
  return run(`vitest run --config=vitest.joint.config.ts --project=${project}${tags}`);
};

const steps = {
  lint: () => run('biome check --error-on-warnings .'),
  check: () => run('npm run --silent check'),
  build: () => quietTurbo('build'),
  types: () => run('npm run --silent typecheck'),
  unit: () => vitest('!*hosts'),
  hosts: () => vitest('*hosts'),
  ...(values.all ? {table: () => run('node tests/conformance/bin/table.js')} : {}),
};

/** Steps that need what `build` makes. */
const NEED_BUILD = ['unit', 'hosts'];

const wanted = new Set(positionals.length > 0 ? positionals : Object.keys(steps));
for (const name of wanted) {
  if (!(name in steps)) throw new Error(`there is no step ${name}: ${Object.keys(steps).join(', ')}`);
}
if (NEED_BUILD.some((name) => wanted.has(name))) wanted.add('build');

// The table must come from this run alone.
if (wanted.has('table')) await rm('tests/conformance/results', {recursive: true, force: true});

const results = [];
for (const [name, step] of Object.entries(steps)) {
  if (!wanted.has(name)) continue;
  console.log(`\n── ${name} ${'─'.repeat(60 - name.length)}`);
  const start = performance.now();
  const passed = await step();
  results.push({name, passed, seconds: (performance.now() - start) / 1000});
  if (name === 'build' && !passed) break;
}

console.log('');
for (const {name, passed, seconds} of results) {
  console.log(`  ${name.padEnd(10)}${passed ? 'passed' : 'FAILED'}${seconds.toFixed(0).padStart(8)} s`);
}
if (results.some(({passed}) => !passed)) process.exitCode = 1;
