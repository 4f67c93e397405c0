import {chmod, mkdir, writeFile} from 'node:fs/promises';
import {describe, expect, test} from 'vitest';
import {
  chromiumMode,
  describeInChromium,
  findChromium,
  openPage,
  permittedToIntruder,
  serveFolder,
} from './chromium.js';
import {useFolder} from './folders.js';

const path = useFolder();

async function program(...names: string[]): Promise<string> {
  const file = path(...names);
  await writeFile(file, '#!/bin/sh\n');
  await chmod(file, 0o755);
  return file;
}

describe('which Chromium is found', () => {
  test('the one that NTM_CHROMIUM names, before those on the PATH', async () => {
    const [mine, other] = [await program('mine'), await program('chromium')];
    expect(findChromium({PATH: path(), NTM_CHROMIUM: mine})).toBe(mine);
    expect(findChromium({PATH: path(), NTM_CHROMIUM: ''})).toBe(other);
  });

  test('the first on the PATH that is a program', async () => {
    await mkdir(path('a', 'chromium'), {recursive: true});
    await mkdir(path('b'));
    await writeFile(path('b', 'chromium-browser'), 'no program');
    const file = await program('b', 'google-chrome');
    expect(findChromium({PATH: `${path('a')}::${path('b')}`})).toBe(file);
    expect(findChromium({PATH: path('a')})).toBeUndefined();
    expect(findChromium({})).toBeUndefined();
  });

  test('NTM_CHROMIUM must be a program', () => {
    expect(() => findChromium({NTM_CHROMIUM: path('none')})).toThrow(/NTM_CHROMIUM must be .*none/);
  });

  test('without one, tests are skipped, or fail where one is required', () => {
    expect(chromiumMode({PATH: path()})).toBe('skip');
    expect(chromiumMode({PATH: path(), NTM_REQUIRE_CHROMIUM: '1'})).toBe('fail');
  });

  test('with one, tests run', async () => {
    await program('chromium');
    expect(chromiumMode({PATH: path(), NTM_REQUIRE_CHROMIUM: '1'})).toBe('run');
  });
});

describeInChromium('a page', (browser) => {
  async function open(html: string) {
    await writeFile(path('page.html'), `<!doctype html><link rel="icon" href="data:,">${html}`);
    const server = await serveFolder(path(), {isolated: true});
    const watched = await openPage(browser(), `${server.url}page.html`);
    const close = async () => {
      await watched.page.close();
      await server.close();
    };
    return {...watched, close};
  }

  test('is a secure context with WebGL, WebGPU and memory that threads share', async () => {
    const {page, errors, close} = await open('<p>fine</p>');
    const has = await page.evaluate(async () => ({
      isolated: crossOriginIsolated,
      webgl: document.createElement('canvas').getContext('webgl2') !== null,
      webgpu: Boolean(
        await (navigator as unknown as {gpu?: {requestAdapter(): unknown}}).gpu?.requestAdapter(),
      ),
    }));
    expect(has).toEqual({isolated: true, webgl: true, webgpu: true});
    expect(errors).toEqual([]);
    await close();
  });

  test('has its errors reported', async () => {
    const {errors, close} = await open(
      '<script>console.error("said so"); throw new RangeError("uncaught one")</script><script src="none.js"></script>',
    );
    const all = errors.join('\n');
    for (const part of ['console: said so', 'uncaught RangeError: uncaught one', '404']) {
      expect(all).toContain(part);
    }
    await close();
  });

  test('without a policy permits everything to an intruder', async () => {
    const {page, close} = await open('<p>fine</p>');
    const requests = ['beacon', 'fetch', 'frame.html', 'image.png', 'script.js', 'style.css'];
    expect(await permittedToIntruder(page)).toEqual([
      ...requests.map((name) => `/${name}`),
      ...['eval', 'handler', 'link', 'script'],
    ]);
    await close();
  });

  test('with a policy permits what that says', async () => {
    const {page, close} = await open(
      `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src http:; script-src 'unsafe-inline'">`,
    );
    expect(await permittedToIntruder(page)).toEqual(['/image.png', 'handler', 'link', 'script']);
    await close();
  });
});
