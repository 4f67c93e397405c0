import {readdirSync, readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {resolveLink} from '../../../docs/.vitepress/links.js';
import {pathOf, sections} from '../../../docs/.vitepress/pages.js';
import {repository, root} from '../../../docs/.vitepress/repository.js';

const files = ['docs/index.md', ...sections.flatMap(({pages}) => pages.map(({file}) => file))];

/** The relative links of a document, without those in code. */
function linksOf(file: string): string[] {
  const text = readFileSync(new URL(file, root), 'utf8').replace(/^```.*?^```/gms, '');
  return [...text.matchAll(/(?<!!)\]\(([^)\s]+)\)/g)].map((match) => match[1]!);
}

test('every link of a page leads to a file of the repository, or elsewhere', () => {
  const resolved = files.flatMap((file) => linksOf(file).map((href) => resolveLink(file, href)));
  expect(resolved.length).toBeGreaterThan(100);
});

test('a link to a document that is a page stays on the site, and others lead to the repository', () => {
  expect(resolveLink('packages/layers/README.md', '../../docs/new-access.md#tests')).toBe(
    '/build/access.md#tests',
  );
  expect(resolveLink('README.md', 'packages/cli')).toBe('/packages/cli.md');
  expect(resolveLink('README.md', 'docs/results')).toBe('/results/index.md');
  expect(resolveLink('packages/layers/README.md', '../../LICENSE')).toBe(`${repository}/blob/main/LICENSE`);
  expect(resolveLink('docs/architecture.md', '../tests')).toBe(`${repository}/tree/main/tests`);
  expect(resolveLink('docs/architecture.md', 'https://example.org/a.md')).toBe('https://example.org/a.md');
  expect(resolveLink('docs/architecture.md', '#glossary')).toBe('#glossary');
  expect(() => resolveLink('docs/architecture.md', 'nothing.md')).toThrow(
    'docs/architecture.md links to nothing.md, which does not exist',
  );
});

test('no two pages have one path', () => {
  const paths = files.map(pathOf);
  expect(paths).not.toContain(undefined);
  expect(new Set(paths).size).toBe(paths.length);
});

test('every package has a page', () => {
  for (const name of readdirSync(new URL('packages', root))) {
    expect(pathOf(`packages/${name}/README.md`), name).toBe(`packages/${name}`);
  }
});
