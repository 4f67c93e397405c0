// @module-tag full
import {execFile} from 'node:child_process';
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {axeViolations} from '@ntmjs/test-support/axe';
import {describeInChromium, type FolderServer, openPage, serveFolder} from '@ntmjs/test-support/chromium';
import {afterAll, beforeAll, expect, test} from 'vitest';

const docs = fileURLToPath(new URL('../../../docs/', import.meta.url));
const built = join(docs, '.vitepress/dist');

/** Builds the site as `npm run docs` does: its build fails at a dead link. */
beforeAll(async () => {
  await promisify(execFile)('npm', ['run', '--silent', 'site'], {cwd: docs});
}, 900_000);

const pages = () =>
  readdirSync(built, {recursive: true, encoding: 'utf8'}).filter(
    (file) => file.endsWith('.html') && file !== '404.html' && !file.startsWith('playground'),
  );

test('every link to a section leads to one', () => {
  const texts = new Map(pages().map((file) => [`/${file}`, readFileSync(join(built, file), 'utf8')]));
  expect(texts.size).toBeGreaterThan(50);
  const sections = new Map(
    [...texts].map(([path, text]) => [
      path,
      new Set([...text.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id)),
    ]),
  );
  const broken = [...texts].flatMap(([path, text]) =>
    [...text.matchAll(/ href="((?:\/[^"#]*)?)#([^"]+)"/g)].flatMap(([, target, id]) => {
      const page = (target || path).replace(/\/$/, '/index.html');
      return sections.get(page)?.has(decodeURIComponent(id!)) ? [] : [`${path}: ${target}#${id}`];
    }),
  );
  expect(broken).toEqual([]);
});

test('the API has a page for each entry of a package, with types that are linked', () => {
  const linksOf = (page: string) =>
    [...readFileSync(join(built, page), 'utf8').matchAll(/ href="([^"]*)"/g)].map(([, href]) => href);
  expect(linksOf('api/@ntmjs/addressing.html')).toContain('#api-addressing');
  expect(linksOf('api/@ntmjs/training/runs.html')).toContainEqual(
    expect.stringMatching(/^\/api\/@ntmjs\/training\.html#api-\w+$/),
  );
});

describeInChromium(
  'the site as built',
  (browser) => {
    let server: FolderServer;
    beforeAll(async () => {
      server = await serveFolder(built);
    });
    afterAll(() => server?.close());

    for (const path of [
      '',
      'start/copy.html',
      'start/architectures.html',
      'packages/layers.html',
      'how/addressing.html',
      'how/accesses.html',
      'results/',
      'api/@ntmjs/addressing.html',
    ]) {
      test.each([
        ['light', 1280],
        ['dark', 390],
      ] as const)(`/${path} has no violation of axe, in %s and %i wide`, async (colorScheme, width) => {
        const {page, errors} = await openPage(browser(), `${server.url}${path}`);
        await page.waitForLoadState('networkidle');
        await page.emulateMedia({colorScheme});
        await page.setViewportSize({width, height: 844});
        await page.locator(colorScheme === 'dark' ? 'html.dark' : 'html:not(.dark)').waitFor();
        expect(await axeViolations(page)).toEqual([]);
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(overflow).toBe(0);
        expect(errors).toEqual([]);
        await page.context().close();
      });
    }

    test('the figure of addressing follows its sliders, by keys', async () => {
      const {page, errors} = await openPage(browser(), `${server.url}how/addressing.html`);
      const summary = page.locator('figcaption [aria-live]');
      const shows = (text: RegExp) => expect.poll(() => summary.textContent()).toMatch(text);
      await shows(/row 2: 0\.7/);
      await page.getByLabel('Interpolation gate g').focus();
      await page.keyboard.press('Home');
      await shows(/row 4: 1\.00/);
      await page.getByLabel('Attended before: row').selectOption('7');
      await shows(/row 0: 1\.00/);
      await page.getByRole('button', {name: 'Reset'}).click();
      await shows(/row 2: 0\.7/);
      expect(errors).toEqual([]);
      await page.context().close();
    });

    test('the search finds a section and a function, and the playground opens', async () => {
      const {page, errors} = await openPage(browser(), server.url);
      for (const [words, found] of [
        ['sharpening', /how\/addressing/],
        ['withRows', /api\/@ntmjs\/layers/],
      ] as const) {
        await page.getByRole('button', {name: 'Search'}).click();
        await page.getByRole('searchbox').fill(words);
        const results = page.getByRole('option').getByRole('link');
        await results.first().waitFor();
        const addresses = await results.evaluateAll((links) =>
          links.map((link) => (link as HTMLAnchorElement).href),
        );
        expect(addresses).toContainEqual(expect.stringMatching(found));
        await page.keyboard.press('Escape');
      }
      await page.getByRole('link', {name: 'Playground'}).first().click();
      await page.locator('[data-steps]').waitFor();
      expect(errors).toEqual([]);
      await page.context().close();
    });
  },
  {gpu: false},
);
