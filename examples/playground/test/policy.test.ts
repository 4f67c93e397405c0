import {fileURLToPath} from 'node:url';
import {describeInChromium, openPage, permittedToIntruder, serveFolder} from '@ntmjs/test-support/chromium';
import {createServer, preview} from 'vite';
import {describe, expect, inject, test} from 'vitest';
import {describePlayground, PATIENT, Playground} from './fixtures/playground.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

interface Server {
  readonly url: string;
  close(): Promise<void>;
}

/** The page on each server that there is. Those of Vite put the policy into their answers, too, which is how a worker gets it. */
const servers: Readonly<Record<string, () => Promise<Server>>> = {
  'any server': async () => serveFolder(inject('page')),
  'vite preview': async () => {
    const build = {outDir: inject('page')};
    const server = await preview({root: ROOT, logLevel: 'error', build, preview: {port: 0}});
    return {url: server.resolvedUrls!.local[0]!, close: () => server.close()};
  },
  'vite dev': async () => {
    const server = await createServer({root: ROOT, logLevel: 'error', server: {port: 0}});
    await server.listen();
    return {url: server.resolvedUrls!.local[0]!, close: () => server.close()};
  },
};

describeInChromium(
  'the policy of the page',
  (browser) => {
    describe.each(Object.entries(servers))('on %s', (name, serve) => {
      const tags = name === 'any server' ? [] : ['full'];
      test('lets it load weights and train compiled, and permits nothing to an intruder', {
        tags,
      }, async () => {
        const server = await serve();
        const {page, errors} = await openPage(browser(), `${server.url}?task=copy`);
        try {
          page.setDefaultTimeout(PATIENT.timeout);
          const playground = new Playground(page, errors);
          await playground.shown();
          await playground.ready();
          await playground.button('One step').click();
          await playground.until(({sequences}) => sequences === 10_001);
          expect(await page.locator('[data-of="engine"]').textContent()).toBe('compiled');
          // The server of vite dev reloads the page when it has found what the worker imports.
          expect(errors.filter((error) => !error.endsWith('net::ERR_ABORTED'))).toEqual([]);
          expect(await permittedToIntruder(page)).toEqual([]);
        } finally {
          await page.context().close();
          await server.close();
        }
      });
    });
  },
  {gpu: false},
);

describePlayground('text from elsewhere', (open) => {
  test('is shown as text: the address, names and contents of files', async () => {
    // Without quotes and slashes, which messages escape and names of files may not have.
    const html = '<img src=x onerror=document.title=1><script>document.title=2<';
    const playground = await open(`?task=${encodeURIComponent(html)}`);
    const {page} = playground;
    const shown = (text: string) =>
      expect.poll(async () => (await playground.messages()).join('\n'), PATIENT).toContain(text);
    await shown(html);
    const weights = {name: 'weights.bin', mimeType: '', buffer: Buffer.alloc(0)};
    const json = (name: string, content: unknown) => ({
      ...{name, mimeType: '', buffer: Buffer.from(JSON.stringify(content))},
    });
    const model = (className: string, path: string) => ({
      modelTopology: {class_name: className, config: {}},
      weightsManifest: [{paths: [path], weights: []}],
    });
    for (const [name, content] of [
      [`${html}.json`, []],
      ['model.json', model('Sequential', html)],
      ['model.json', model(html, 'weights.bin')],
    ] as const) {
      await playground.button('Dismiss').click();
      await page.getByLabel('Open a model').setInputFiles([json(name, content), weights]);
      await shown(html);
    }
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.title()).toBe('ntmjs playground');
  });
});
