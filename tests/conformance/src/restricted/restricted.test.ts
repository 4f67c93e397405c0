import {execFile} from 'node:child_process';
import {rm} from 'node:fs/promises';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {describeInChromium, type FolderServer, type Page, serveFolder} from '@ntmjs/test-support/chromium';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {bundle} from '../bundle.js';
import type {Outcome} from './program.js';

/** Expects that everything is compiled, or, if there is a reason why nothing can be, that nothing is. */
function expectOutcome(outcome: Outcome, reason: RegExp | undefined): void {
  const {difference, ...rest} = outcome;
  expect(difference).toBeLessThan(1e-5);
  if (reason === undefined) expect(rest).toEqual({isCompiled: true, engine: 'compiled'});
  else {
    const matching = expect.stringMatching(reason);
    expect(rest).toEqual({isCompiled: false, eagerReason: matching, engine: 'eager', engineReason: matching});
    expect(difference).toBe(0);
  }
}

const MISSING = /: there is no WebAssembly here$/;

describe('in Node', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await bundle(new URL('./process.ts', import.meta.url), {target: 'node'});
  });
  afterAll(() => rm(folder, {recursive: true}));

  test.each<[string, string[], RegExp | undefined]>([
    ['as it is', [], undefined],
    ['without WebAssembly', ['--jitless'], MISSING],
    // V8 computes SIMD with instructions of SSE 4.1.
    ...(process.arch === 'x64'
      ? [
          [
            'without SIMD',
            ['--no-enable-sse4-1'],
            /: its WebAssembly code does not run here: .*SIMD/i,
          ] as never,
        ]
      : []),
  ])('%s', async (_, flags, reason) => {
    const {stdout} = await promisify(execFile)(process.execPath, [...flags, join(folder, 'process.js')]);
    expectOutcome(JSON.parse(stdout) as Outcome, reason);
  });
});

describeInChromium('in a page', (browser) => {
  let folder: string;
  let server: FolderServer;
  beforeAll(async () => {
    folder = await bundle(new URL('./page.html', import.meta.url), {target: 'browser'});
    server = await serveFolder(folder);
  });
  afterAll(async () => {
    await server?.close();
    await rm(folder, {recursive: true});
  });

  /** Serves the page with a content security policy. */
  const withPolicy = (policy: string) => (page: Page) =>
    page.route('**/page.html', async (route) => {
      const response = await route.fetch();
      await route.fulfill({response, headers: {...response.headers(), 'content-security-policy': policy}});
    });

  test.each<[string, (page: Page) => Promise<unknown>, RegExp | undefined]>([
    ['as it is', async () => {}, undefined],
    [
      'whose policy forbids WebAssembly',
      withPolicy("script-src 'self'"),
      /: its WebAssembly code does not run here: .*Content Security Policy/,
    ],
    ['whose policy allows it', withPolicy("script-src 'self' 'wasm-unsafe-eval'"), undefined],
    [
      'without WebAssembly',
      (page) => page.addInitScript(() => void Reflect.deleteProperty(globalThis, 'WebAssembly')),
      MISSING,
    ],
  ])('%s', async (_, restrict, reason) => {
    const page = await browser().newPage();
    const errors: string[] = [];
    page.on('pageerror', ({message}) => errors.push(message));
    await restrict(page);
    await page.goto(`${server.url}page.html`);
    expectOutcome((await page.evaluate('globalThis.outcome')) as Outcome, reason);
    expect(errors).toEqual([]);
    await page.close();
  });
});
