import {expect, test} from 'vitest';
import {reportHtml} from './html.js';
import {markdownFigure, markdownTable} from './markdown.js';

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
  const data = Buffer.from('<svg/>').toString('base64');
  expect(html).toContain(`<img alt="copy beyond" src="data:image/svg+xml;base64,${data}">`);
  expect(html).toContain('<em>What <it> shows.</em>');
  expect(html).not.toContain('figures/');
});

test('a figure that is not there is an error', () => {
  expect(() => reportHtml(markdownFigure('figures/other.svg', ''), figures)).toThrow(
    'no figure figures/other.svg',
  );
});
