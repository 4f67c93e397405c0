import {writeFile} from 'node:fs/promises';
import {useFolder} from '@ntmjs/test-support';
import {describeInChromium, openPage, permittedToIntruder} from '@ntmjs/test-support/chromium';
import {expect, test} from 'vitest';
import {markdownFigure, markdownTable} from './markdown.js';
import {reportHtml} from './reportHtml.js';

const figures = new Map([['figures/copy-beyond.svg', '<svg/>']]);

test('a table of Markdown becomes one of HTML, with numbers to the right', () => {
  const table = markdownTable([
    ['task', 'bits'],
    ['copy', '0.1'],
  ]);
  expect(table).toBe('| task | bits |\n| --- | ---: |\n| copy | 0.1 |');
  const html = reportHtml(table, figures);
  expect(html).toContain('<td align="right">0.1</td>');
  expect(html).toMatch(/^<!doctype html>/);
});

test('a figure becomes part of the page, with a caption', () => {
  const html = reportHtml(markdownFigure('figures/copy-beyond.svg', 'What <it> shows.'), figures);
  expect(html).toContain(`<img alt="What &lt;it> shows." src='data:image/svg+xml,<svg/>'>`);
  expect(html).toContain('<em>What &lt;it> shows.</em>');
  expect(html).not.toContain('figures/');
});

test('a figure in the page is the figure to the last character', async () => {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg"><g aria-label="X-axis titled 'bits'" fill="#fde725"/>
\t<text fill="url(#gradient_0)">5 %20 of −1 &lt; x &amp;amp; y? &#39;z&#39;</text></svg>`;
  const html = reportHtml(
    markdownFigure('figures/hard.svg', 'Hard. And more.'),
    new Map([['figures/hard.svg', svg]]),
  );
  const [, src] = /<img alt="Hard\." src='([^']*)'>/.exec(html)!;
  const image = await fetch(src!.replaceAll('&#39;', "'").replaceAll('&amp;', '&'));
  expect(image.headers.get('content-type')).toBe('image/svg+xml');
  expect(await image.text()).toBe(svg);
});

test('a missing figure is an error', () => {
  expect(() => reportHtml(markdownFigure('figures/other.svg', ''), figures)).toThrow(
    'no figure figures/other.svg',
  );
});

test('HTML in the report is text', () => {
  const reason = '<img src=x onerror="alert(1)"> <script>alert(2)</script>';
  const html = reportHtml(`${reason}\n\n- failed: ${reason}\n\n${reason.replaceAll(' ', '\n')}`, figures);
  expect(html).not.toMatch(/<(img|script)/);
  expect(html.match(/&lt;img/g)).toHaveLength(3);
  expect(html.match(/&lt;script/g)).toHaveLength(3);
});

describeInChromium('the page', (browser) => {
  const path = useFolder();

  test('runs no code and loads nothing', async () => {
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><rect width="9" height="9"/></svg>';
    const html = reportHtml(
      markdownFigure('figures/hard.svg', 'Hard.'),
      new Map([['figures/hard.svg', svg]]),
    );
    await writeFile(path('report.html'), html);
    const {page, errors} = await openPage(browser(), `file://${path('report.html')}`);
    const seen = await page.evaluate(() => ({
      width: document.querySelector('img')!.naturalWidth,
      color: getComputedStyle(document.body).color,
    }));
    expect(seen).toEqual({width: 20, color: 'rgb(26, 26, 26)'});
    expect(errors).toEqual([]);
    expect(await permittedToIntruder(page)).toEqual([]);
    await page.close();
  });
});
