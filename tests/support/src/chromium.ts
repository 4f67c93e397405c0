import {accessSync, constants, statSync} from 'node:fs';
import {delimiter, join} from 'node:path';
import {type Browser, chromium, type Page} from 'playwright-core';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';

export type {Browser, Page} from 'playwright-core';
export {type FolderServer, type FolderServerArgs, serveFolder} from './folderServer.js';
export {permittedToIntruder} from './intruder.js';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/**
 * WebGL and WebGPU compute on the processor, so that every machine has them. The page too is
 * drawn with Vulkan: without, the GPU process ends when tfjs reads a WebGPU tensor synchronously, by way of a canvas.
 */
const GPU_FLAGS = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan',
  '--use-vulkan=swiftshader',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
];

/** No requests to the network. */
const FLAGS = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

type Environment = Readonly<Record<string, string | undefined>>;

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/**
 * The path of a Chromium: what `NTM_CHROMIUM` says, else the first `chromium`, `chromium-browser` or `google-chrome` on the
 * `PATH`; nothing if there is none.
 *
 * @throws if `NTM_CHROMIUM` is set to what is no program
 */
export function findChromium(environment: Environment = process.env): string | undefined {
  const given = environment.NTM_CHROMIUM;
  if (given !== undefined && given !== '') {
    if (!isExecutable(given)) throw new Error(`NTM_CHROMIUM must be the path of a program, got ${given}`);
    return given;
  }
  const folders = (environment.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

/**
 * Whether tests run in Chromium: `run` if there is one, `skip` if there is none, and `fail` if there is none although
 * `NTM_REQUIRE_CHROMIUM` is 1.
 */
export function chromiumMode(environment: Environment = process.env): 'run' | 'skip' | 'fail' {
  if (findChromium(environment) !== undefined) return 'run';
  return environment.NTM_REQUIRE_CHROMIUM === '1' ? 'fail' : 'skip';
}

export interface ChromiumArgs {
  /** Whether pages have WebGL and WebGPU, computed by the processor, which takes a whole core. Defaults to true. */
  readonly gpu?: boolean;
}

/**
 * Starts a Chromium without a window.
 *
 * @throws if there is none
 */
export async function launchChromium({gpu = true}: ChromiumArgs = {}): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error(`no program ${NAMES.join(', ')} is on the PATH`);
  return await chromium.launch({executablePath, args: [...FLAGS, ...(gpu ? GPU_FLAGS : ['--disable-gpu'])]});
}

/**
 * Defines tests that need a Chromium. Where there is none, one skipped test says so instead, or one that fails if
 * `NTM_REQUIRE_CHROMIUM` is 1.
 *
 * @param define defines the tests; gets a function that returns the browser, to be called in them
 */
export function describeInChromium(
  name: string,
  define: (browser: () => Browser) => void,
  args: ChromiumArgs = {},
): void {
  const mode = chromiumMode();
  if (mode === 'skip') {
    test.skip(`${name}: skipped, for there is no Chromium (NTM_CHROMIUM says where it is)`);
    return;
  }
  if (mode === 'fail') {
    test(name, () => expect.fail('NTM_REQUIRE_CHROMIUM is 1, but there is no Chromium'));
    return;
  }
  describe(name, () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await launchChromium(args);
    });
    afterAll(() => browser?.close());
    define(() => browser);
  });
}

export interface WatchedPage {
  readonly page: Page;
  /** What went wrong so far: errors that nothing caught, errors on the console, what could not be loaded, a crash. */
  readonly errors: readonly string[];
}

/** Opens a page, in a context of its own, and listens to what goes wrong in it. */
export async function openPage(browser: Browser, url: string): Promise<WatchedPage> {
  const page = await browser.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(`uncaught ${error.name}: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(`console: ${message.text()}`);
  });
  page.on('requestfailed', (request) =>
    errors.push(`${request.url()} was not loaded: ${request.failure()?.errorText}`),
  );
  page.on('crash', () => errors.push('the page crashed'));
  const response = await page.goto(url);
  if (response !== null && !response.ok()) errors.push(`${url}: ${response.status()}`);
  return {page, errors};
}
