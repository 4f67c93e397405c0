import {readdirSync, readFileSync} from 'node:fs';
import {expect, test} from 'vitest';

const FOLDERS = ['trace', 'graph', 'passes', 'plan', 'code', 'runtime', 'model'];

test('a folder imports only from itself and from folders before it', () => {
  const root = new URL('.', import.meta.url);
  const order = (path: string) => FOLDERS.indexOf(path.split('/')[0]!);
  const files = readdirSync(root, {encoding: 'utf8', recursive: true})
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && order(file) >= 0);
  expect(files.length).toBeGreaterThan(30);
  const upward = files.flatMap((file) => {
    const url = new URL(file, root);
    return [...readFileSync(url, 'utf8').matchAll(/from '(\.[^']*)'/g)]
      .map(([, path]) => new URL(path!, url).href.slice(root.href.length))
      .filter((path) => order(path) < 0 || order(path) > order(file))
      .map((path) => `${file} imports ${path}`);
  });
  expect(upward).toEqual([]);
});
