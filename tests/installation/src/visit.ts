import {format} from 'node:util';
import {type describeInChromium, openPage, serveFolder} from '@ntmjs/test-support/chromium';

type Browser = ReturnType<Parameters<Parameters<typeof describeInChromium>[1]>[0]>;

/** How a visit to a page ended. */
export interface Visit {
  /** What its program printed, line by line. */
  readonly printed: readonly string[];
  /** What went wrong; see `openPage`. */
  readonly errors: readonly string[];
}

/** How long a page may take, in milliseconds. */
const PATIENCE = 60_000;

/**
 * Opens a page, and waits until its program has set `globalThis.ended`, or something went wrong.
 *
 * @throws if neither happens in time
 */
export async function visitUrl(browser: Browser, url: string): Promise<Visit> {
  const {page, errors} = await openPage(browser, url);
  try {
    const deadline = Date.now() + PATIENCE;
    while (errors.length === 0 && !(await page.evaluate('globalThis.ended === true'))) {
      if (Date.now() > deadline) throw new Error(`${url} has not ended after ${PATIENCE / 1000} seconds`);
      await page.waitForTimeout(50);
    }
    const values = (await page.evaluate('globalThis.printed')) as unknown[][];
    return {printed: values.flatMap((line) => format(...line).split('\n')), errors: [...errors]};
  } finally {
    await page.close();
  }
}

/** Serves a folder with a page, cross-origin isolated so that threads may share memory, and visits it. */
export async function visitFolder(browser: Browser, folder: string): Promise<Visit> {
  const server = await serveFolder(folder, {isolated: true});
  try {
    return await visitUrl(browser, server.url);
  } finally {
    await server.close();
  }
}
