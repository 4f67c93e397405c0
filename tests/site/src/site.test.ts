// @module-tag full
import {execFile} from 'node:child_process';
import {readdirSync, readFileSync} from 'node:fs';
import {mkdtemp, rm, symlink} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {axeViolations} from '@ntmjs/test-support/axe';
import {
  describeInChromium,
  type FolderServer,
  openPage,
  type Page,
  serveFolder,
} from '@ntmjs/test-support/chromium';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {sections} from '../../../docs/.vitepress/pages.js';

const docs = fileURLToPath(new URL('../../../docs/', import.meta.url));
const built = join(docs, '.vitepress/dist');

/** The folder of its host that the site is in, as on GitHub Pages: what ignores it is not found. */
const base = '/ntmjs/';

/** Builds the site as `npm run docs` does: its build fails at a dead link. */
beforeAll(async () => {
  await promisify(execFile)('npm', ['run', '--silent', 'site'], {
    cwd: docs,
    env: {...process.env, NTM_SITE_BASE: base},
  });
}, 900_000);

const pages = () =>
  readdirSync(built, {recursive: true, encoding: 'utf8'}).filter(
    (file) => file.endsWith('.html') && file !== '404.html' && !file.startsWith('playground'),
  );

test('every link to a section leads to one', () => {
  const texts = new Map(pages().map((file) => [base + file, readFileSync(join(built, file), 'utf8')]));
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
    expect.stringMatching(/^\/ntmjs\/api\/@ntmjs\/training\.html#api-\w+$/),
  );
});

/** The pages that are looked at in both themes and widths; of the other chapters, each page once. */
const closely = [
  '',
  'start/copy.html',
  'start/architectures.html',
  'packages/layers.html',
  'how/addressing.html',
  'how/heads.html',
  'how/accesses.html',
  'results/',
  'api/@ntmjs/addressing.html',
];
const once = sections
  .filter(({text}) => ['Start', 'Guide', 'Build your own', 'How it works'].includes(text))
  .flatMap((section) => section.pages.map(({path}) => `${path}.html`))
  .filter((path) => !closely.includes(path));

/** The row of a picture that is most opaque in a column. */
const mostOpaque = (picture: ReturnType<Page['locator']>, column: number) =>
  picture.evaluate((element, column) => {
    const canvas = element as HTMLCanvasElement;
    const {data} = canvas.getContext('2d')!.getImageData(column, 0, 1, canvas.height);
    const opacities = Array.from({length: canvas.height}, (_, row) => data[4 * row + 3]!);
    return opacities.indexOf(Math.max(...opacities));
  }, column);

/** What axe finds in a page, and whether the page is wider than its window. */
async function problemsOf(page: Page): Promise<string[]> {
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  return [...(await axeViolations(page)), ...(overflow === 0 ? [] : [`${overflow} pixels too wide`])];
}

describeInChromium(
  'the site as built',
  (browser) => {
    let folder: string;
    let server: FolderServer;
    let home: string;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'ntmjs-'));
      await symlink(built, join(folder, base.slice(1, -1)));
      server = await serveFolder(folder);
      home = server.url.slice(0, -1) + base;
    });
    afterAll(async () => {
      await server?.close();
      await rm(folder, {recursive: true});
    });

    describe.each(closely)('/%s has no violation of axe', (path) => {
      test.each([
        ['light', 1280],
        ['dark', 390],
      ] as const)('in %s and %i wide', async (colorScheme, width) => {
        const {page, errors} = await openPage(browser(), home + path);
        await page.waitForLoadState('networkidle');
        await page.emulateMedia({colorScheme});
        await page.setViewportSize({width, height: 844});
        await page.locator(colorScheme === 'dark' ? 'html.dark' : 'html:not(.dark)').waitFor();
        expect(await problemsOf(page)).toEqual([]);
        expect(errors).toEqual([]);
        await page.context().close();
      });
    });

    test('no other page of these chapters has one, on a phone', async () => {
      const {page, errors} = await openPage(browser(), home);
      await page.setViewportSize({width: 390, height: 844});
      expect(once.length).toBeGreaterThan(20);
      const problems: string[] = [];
      for (const path of once) {
        await page.goto(home + path);
        problems.push(...(await problemsOf(page)).map((problem) => `${path}: ${problem}`));
      }
      expect(problems).toEqual([]);
      // What a page prefetches is not awaited.
      expect(errors.filter((error) => !error.includes('ERR_ABORTED'))).toEqual([]);
      await page.context().close();
    });

    /** Opens a page with a figure, and returns what waits until the figure says what is expected. */
    async function openFigure(path: string) {
      const {page, errors} = await openPage(browser(), home + path);
      const summary = page.locator('figcaption [aria-live]');
      const shows = (text: RegExp) =>
        expect.poll(() => summary.textContent(), {timeout: 10_000}).toMatch(text);
      const close = async () => {
        expect(errors).toEqual([]);
        await page.context().close();
      };
      return {page, shows, close};
    }

    test('the figure of addressing follows its sliders, by keys', async () => {
      const {page, shows, close} = await openFigure('how/addressing.html');
      await shows(/row 2: 0\.7/);
      await page.getByLabel('Interpolation gate g').focus();
      await page.keyboard.press('Home');
      await shows(/row 4: 1\.00/);
      await page.getByLabel('Attended before: row').selectOption('7');
      await shows(/row 0: 1\.00/);
      await page.getByRole('button', {name: 'Reset'}).click();
      await shows(/row 2: 0\.7/);
      await close();
    });

    describe.each([
      ['how/heads.html', 20],
      ['how/accesses.html', 8],
    ])('the steps of the figure on %s', (path, last) => {
      const at = (step: number) => new RegExp(`^Step ${step}\\b`);

      test('are gone through by keys, and one by one by themselves', async () => {
        const {page, shows, close} = await openFigure(path);
        const press = async (...keys: string[]) => {
          for (const key of keys) await page.keyboard.press(key);
        };
        await shows(at(0));
        await page.getByRole('button', {name: 'Next'}).focus();
        await press('Enter', 'Enter');
        await shows(at(2));
        await page.getByRole('button', {name: 'Back'}).focus();
        await press('Enter');
        await shows(at(1));
        await press('Enter', 'Enter'); // there is none before the first
        await shows(at(0));
        await page.getByLabel('Step =').focus();
        await press('End');
        await shows(at(last));
        await press('ArrowLeft');
        await shows(at(last - 1));
        await page.getByRole('button', {name: 'Play'}).focus();
        await press('Enter');
        await shows(at(last));
        await press('Enter'); // from the start
        await shows(at(1));
        await page.getByRole('button', {name: 'Pause'}).click();
        await page.getByRole('button', {name: 'Play'}).click();
        await page.getByLabel('Step =').press('End'); // while it plays
        await page.getByRole('button', {name: 'Play'}).waitFor();
        await shows(at(last));
        await close();
      });

      test.each([1280, 390])('do not move what is around them, %i wide', async (width) => {
        const {page, shows, close} = await openFigure(path);
        await page.setViewportSize({width, height: 844});
        await shows(at(0));
        await page.getByLabel('Step =').focus();
        const layout = () =>
          page
            .locator('figure :is(button, canvas, table, figcaption)')
            .evaluateAll((elements) =>
              elements.map((element) => JSON.stringify(element.getBoundingClientRect())),
            );
        const first = await layout();
        for (let step = 1; step <= last; step++) {
          await page.keyboard.press('ArrowRight');
          await shows(at(step));
          expect(await layout()).toEqual(first);
        }
        await close();
      });
    });

    test('the trained heads are drawn where they attend, in an episode of choice', async () => {
      const {page, shows, close} = await openFigure('how/heads.html');
      await shows(/^Step 0, input\. Most attended rows: write head 1 \(1\.00\), read head 0 /);
      const overTime = page.getByRole('img', {name: /^Attention of the write head: rows/});
      const first = await mostOpaque(overTime, 0);
      for (const step of [4, 8]) expect(await mostOpaque(overTime, step)).toBe(first + step);
      const {width} = (await overTime.boundingBox())!;
      await overTime.click({position: {x: (width * 10.5) / 21, y: 2}});
      await shows(/^Step 10, delimiter\. .* read head 1 /);
      expect(
        await mostOpaque(page.getByRole('img', {name: 'Attention of the read head at step 10'}), 0),
      ).toBe(first);
      await page.getByLabel('Vectors to copy').focus();
      await page.keyboard.press('Home');
      await shows(/^Step 2, answer/);
      const target = page.getByRole('row', {name: 'target'});
      const before = await target.textContent();
      const seed = page.getByLabel('Seed of the episode');
      const setSeed = async (value: string) => {
        await seed.fill(value);
        await seed.press('Enter');
      };
      await setSeed('2');
      await expect.poll(() => target.textContent()).not.toBe(before);
      await setSeed('');
      await page.getByRole('alert').getByText('seed must be an integer').waitFor();
      await setSeed('1');
      await expect.poll(() => target.textContent()).toBe(before);
      expect(await page.getByRole('alert').count()).toBe(0);
      await close();
    });

    test('a figure whose network cannot be loaded says so', async () => {
      const {page} = await openPage(browser(), `${home}how/memory.html`);
      await page.route('**/weights*', (route) => route.abort());
      await page.goto(`${home}how/heads.html`);
      await page
        .getByRole('alert')
        .getByText(/weights.*cannot be read/)
        .waitFor();
      expect(await page.getByText('Loading the trained network').count()).toBe(0);
      await page.context().close();
    });

    test('the figure of allocation follows the parameters of its steps', async () => {
      const {page, shows, close} = await openFigure('how/accesses.html');
      await page.getByLabel('Step =').focus();
      await page.keyboard.press('End');
      await shows(/^Step 8\. Write: nowhere; read: row 1 \(1\.00\)\. .* forward: nowhere; backward: row 1 /);
      const link = async (row: number, column: number) =>
        Number(
          await page
            .locator(`.link tbody tr:nth-child(${row + 1}) td:nth-child(${column + 2})`)
            .textContent(),
        );
      expect([await link(1, 2), await link(3, 1), await link(1, 0)]).toEqual([1, 1, 0]);
      await page.getByLabel('Read mode').selectOption('forward');
      await shows(/read: nowhere/);
      for (let step = 7; step >= 4; step--) await page.getByRole('button', {name: 'Back'}).click();
      await shows(/^Step 4\. Write: row 1 /);
      await page.getByLabel('Free gate').focus();
      await page.keyboard.press('Home');
      await shows(/^Step 4\. Write: row 3 /);
      await page.getByRole('button', {name: 'Reset'}).click();
      await shows(/^Step 0\. Write: row 0 /);
      await page.getByLabel('Allocation gate').focus();
      await page.keyboard.press('Home');
      await page.getByLabel('Write by content: row').selectOption('4');
      await shows(/^Step 0\. Write: row 4 /);
      const writes = page.getByRole('img', {name: /^Writes/});
      expect([await mostOpaque(writes, 0), await mostOpaque(writes, 1)]).toEqual([4, 0]);
      await close();
    });

    test('the search finds a section and a function, and the playground opens', async () => {
      const {page, errors} = await openPage(browser(), home);
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
        // What explains comes before what lists.
        expect(addresses[0]).not.toContain('/api/');
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
