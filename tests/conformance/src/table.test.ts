import {execFile} from 'node:child_process';
import {readFile, writeFile} from 'node:fs/promises';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {useFolder} from '@ntmjs/test-support';
import {expect, test} from 'vitest';
import type {Outcome} from './check.js';
import {checks, subjects} from './suite.js';

const path = useFolder();
const program = fileURLToPath(new URL('../bin/table.js', import.meta.url));
const page = fileURLToPath(new URL('../../../docs/conformance.md', import.meta.url));

async function table(...args: string[]): Promise<{code: number; stdout: string; stderr: string}> {
  try {
    return {
      code: 0,
      ...(await promisify(execFile)(process.execPath, [program, '--results', path(), ...args])),
    };
  } catch (error) {
    return error as {code: number; stdout: string; stderr: string};
  }
}

const hosts = ['node', 'page', 'worker'].flatMap((place) =>
  (place === 'node' ? ['cpu', 'wasm'] : ['cpu', 'wasm', 'webgl', 'webgpu']).map((backend) => [
    place,
    backend,
  ]),
) as [string, string][];

/** Results of two checks on two subjects, all passed but for those given. */
async function writeHost(
  [place, backend]: [string, string],
  others: Record<string, Outcome> = {},
): Promise<void> {
  const results = ['first', 'second'].flatMap((subject) =>
    ['shapes', 'masks'].map((check) => {
      const outcome = others[`${check} ${subject}`] ?? {status: 'passed'};
      return {subject, check, outcome};
    }),
  );
  await writeFile(path(`${place}-${backend}.json`), JSON.stringify({place, backend, seconds: 1.4, results}));
}

test('what passed everywhere, what does not apply, what tfjs does not do', async () => {
  for (const host of hosts) {
    await writeHost(host, {
      'shapes second': {status: 'known', reason: 'no shapes'},
      'masks first': host[1] === 'webgl' ? {status: 'skipped', reason: 'too slow'} : {status: 'passed'},
    });
  }
  const {code, stdout} = await table();
  expect(stdout).toMatch(/shapes {2}✓ {2}t1/);
  expect(stdout).toMatch(/masks {3}–2 ✓/);
  expect(stdout).toContain('1  tfjs: no shapes\n');
  expect(stdout).toContain('2  does not apply: too slow (page webgl, worker webgl)\n');
  expect(stdout).toContain('node cpu 1 s, node wasm 1 s');
  expect(code).toBe(0);
});

test('a failure is reported with its host, and ends with 1', async () => {
  for (const host of hosts) {
    const failed: Outcome = {status: 'failed', message: 'element 1 is off'};
    await writeHost(host, host[1] === 'webgpu' ? {'masks second': failed} : {});
  }
  const {code, stdout, stderr} = await table();
  expect(code).toBe(1);
  expect(stdout).toContain('1  FAILED: element 1 is off (page webgpu, worker webgpu)');
  expect(stderr).toContain('page webgpu: masks on second: element 1 is off');
});

test('missing results or results of another version end with 1; without Chromium the table states that', async () => {
  for (const [place, backend] of hosts.filter(([name]) => name !== 'node')) {
    await writeFile(
      path(`${place}-${backend}.json`),
      JSON.stringify({place, backend, notRun: 'no Chromium'}),
    );
  }
  await writeHost(['node', 'cpu']);
  const missing = await table();
  expect(missing.code).toBe(1);
  expect(missing.stderr).toContain('node wasm: no results');
  expect(missing.stdout).toContain('page webgpu, worker cpu');
  await writeFile(
    path('node-wasm.json'),
    JSON.stringify({place: 'node', backend: 'wasm', seconds: 1, results: []}),
  );
  expect((await table()).stderr).toContain('node wasm: results of another version of the suite');
  await writeHost(['node', 'wasm']);
  expect((await table()).code).toBe(0);
});

test('--write leaves the page alone if the suite did not run on every host, or a check failed', async () => {
  const own = path('page.md');
  const text = 'before\n<!-- table -->\nold\n<!-- end of table -->\nafter\n';
  await writeFile(own, text);
  for (const host of hosts) await writeHost(host);
  const notRun = {place: 'page', backend: 'webgl', notRun: 'no Chromium'};
  await writeFile(path('page-webgl.json'), JSON.stringify(notRun));
  const {code, stderr} = await table('--write', '--page', own);
  expect([code, stderr]).toEqual([1, expect.stringContaining('not written')]);
  await writeHost(['page', 'webgl'], {'masks second': {status: 'failed', message: 'element 1 is off'}});
  expect((await table('--write', '--page', own)).code).toBe(1);
  expect(await readFile(own, 'utf8')).toBe(text);
});

test('--write puts the table, and nothing else, into the page', async () => {
  for (const host of hosts) await writeHost(host);
  const own = path('page.md');
  await writeFile(own, 'before\n<!-- table -->\nold\n<!-- end of table -->\nafter\n');
  expect((await table('--write', '--page', own)).code).toBe(0);
  const text = await readFile(own, 'utf8');
  expect(text).toMatch(/^before\n<!-- table -->\n\nRan on.*<!-- end of table -->\nafter\n$/s);
  expect(text).toContain('| masks | ✓ | ✓ |');
  expect(text).not.toContain('old');
  await table('--write', '--page', own);
  expect(await readFile(own, 'utf8')).toBe(text);
});

test('the page has the checks and subjects of the suite; if not: node bin/table.js --write', async () => {
  const text = (await readFile(page, 'utf8')).split('<!-- table -->')[1]!;
  const rows = [...text.matchAll(/^\| ([^|]+) \| [^a]/gm)].map(([, name]) => name);
  expect(rows.filter((name) => name !== '---')).toEqual(checks.map(({name}) => name));
  const columns = [...text.matchAll(/^- \*\*\w\*\* (.+)$/gm)].map(([, name]) => name);
  expect(columns).toEqual(subjects.map(({name}) => name));
  expect(text).not.toContain('FAILED');
});
