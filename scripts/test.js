// Tests this repository, step by step. All steps run even if one fails; the last lines name those that did.
//
//   npm test                  what a contributor runs: about 13 minutes on two cores
//   npm run test:all          every test on every host, and the conformance table
//   npm test -- types unit    some of the steps, in their order
import {spawn} from 'node:child_process';
import {rm} from 'node:fs/promises';
import {parseArgs} from 'node:util';
import {quietTurbo} from './turbo.js';

const {values, positionals} = parseArgs({options: {all: {type: 'boolean'}}, allowPositionals: true});

/** Runs a command, and shows what it prints as it comes, or if it is `quiet`, when it has ended. */
function run(command, {quiet = false} = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, {shell: true, stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit'});
    const output = [];
    child.stdout?.on('data', (data) => output.push(data));
    child.stderr?.on('data', (data) => output.push(data));
    child.on('close', (code) => {
      process.stdout.write(Buffer.concat(output));
      resolve(code === 0);
    });
  });
}

const quietly = (command) => run(command, {quiet: true});
const vitest = (project) => run(`vitest run --project=${project}${values.all ? '' : ' --tags-filter=!full'}`);

/** Steps that run at the same time, one such group after the other. */
const stages = [
  {
    lint: () => quietly('biome check --error-on-warnings .'),
    check: async () => (await quietly('sherif')) && (await quietly('knip')),
    types: () => quietly('npm run --silent typecheck'),
    build: () => quietTurbo('build'),
  },
  {unit: () => vitest('!*hosts')},
  {hosts: () => vitest('*hosts')},
  {packages: () => quietTurbo('check:package')},
  ...(values.all ? [{table: () => run('node tests/conformance/bin/table.js')}] : []),
];

/** Steps that need what `build` makes; turbo builds for `packages` itself. */
const NEED_BUILD = ['unit', 'hosts'];

const names = stages.flatMap((stage) => Object.keys(stage));
const wanted = new Set(positionals.length > 0 ? positionals : names);
for (const name of wanted) {
  if (!names.includes(name)) throw new Error(`there is no step ${name}: ${names.join(', ')}`);
}
if (NEED_BUILD.some((name) => wanted.has(name))) wanted.add('build');

// The table must come from this run alone.
if (wanted.has('table')) await rm('tests/conformance/results', {recursive: true, force: true});

const results = [];

async function runStep(name, step) {
  const start = performance.now();
  const passed = await step();
  results.push({name, passed, seconds: (performance.now() - start) / 1000});
}

for (const stage of stages) {
  const chosen = Object.entries(stage).filter(([name]) => wanted.has(name));
  if (chosen.length === 0) continue;
  const title = chosen.map(([name]) => name).join(', ');
  console.log(`\n── ${title} ${'─'.repeat(60 - title.length)}`);
  await Promise.all(chosen.map(([name, step]) => runStep(name, step)));
  if (results.some(({name, passed}) => name === 'build' && !passed)) break;
}

console.log('');
for (const {name, passed, seconds} of results) {
  console.log(`  ${name.padEnd(10)}${passed ? 'passed' : 'FAILED'}${seconds.toFixed(0).padStart(8)} s`);
}
if (results.some(({passed}) => !passed)) process.exitCode = 1;
