import {mkdtemp, readdir, readFile, rm} from 'node:fs/promises';
import {homedir, tmpdir} from 'node:os';
import {join, posix} from 'node:path';
import {afterAll, beforeAll, describe, expect, inject, test} from 'vitest';
import {runCommand} from './command.js';
import {packAll} from './pack.js';
import {closureOf, type Manifest, packageNamed, publishedPackages, REPOSITORY} from './packages.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ntmjs-unpacked-'));
});
afterAll(() => rm(folder, {recursive: true}));

/** The files of a tarball, as text, by their paths. */
async function unpack(tarball: string): Promise<Map<string, string>> {
  const target = await mkdtemp(join(folder, 'package-'));
  await runCommand(target, 'tar', ['xzf', tarball, '--strip-components=1']);
  const entries = await readdir(target, {recursive: true, withFileTypes: true});
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = paths.map(
    async (path) => [path.slice(target.length + 1), await readFile(path, 'latin1')] as const,
  );
  return new Map(await Promise.all(texts));
}

test('packed again, all files are the same', {tags: ['full']}, async () => {
  const again = await packAll(folder);
  expect(Object.keys(again).sort()).toEqual(publishedPackages.map(({name}) => name).sort());
  for (const {name} of publishedPackages) {
    const [first, second] = await Promise.all([inject('tarballs')[name]!, again[name]!].map(unpack));
    expect([...second!.keys()].sort()).toEqual([...first!.keys()].sort());
    for (const [path, text] of second!) {
      // pnpm does not keep the order of dependencies.
      if (path === 'package.json') expect(JSON.parse(text)).toEqual(JSON.parse(first!.get(path)!));
      else expect(text === first!.get(path), `${name}/${path}`).toBe(true);
    }
  }
});

const isTfjs = (name: string) => name.startsWith('@tensorflow/');

describe.each(publishedPackages)('the tarball of $name', ({name}) => {
  let files: Map<string, string>;
  let manifest: Manifest;

  beforeAll(async () => {
    files = await unpack(inject('tarballs')[name]!);
    manifest = JSON.parse(files.get('package.json')!) as Manifest;
  });

  const pathsIn = (directory: string) =>
    [...files.keys()]
      .filter((path) => path.startsWith(`${directory}/`))
      .map((path) => path.slice(directory.length + 1));

  test('has a license, a README and nothing unexpected', () => {
    const root = new Set([...files.keys()].map((path) => path.split('/')[0]));
    const extra =
      {
        '@ntmjs/cli': ['bin', 'schema'],
        'create-ntmjs': ['bin', 'template'],
        '@ntmjs/pretrained': ['models'],
        '@ntmjs/training': ['schema'],
      }[name] ?? [];
    expect([...root].sort()).toEqual(
      ['LICENSE', 'README.md', 'dist', 'package.json', 'src', ...extra].sort(),
    );
    expect(files.get('LICENSE')).toContain('Apache License');
    expect(files.get('README.md')).toMatch(new RegExp(`^# ${name}\n`));
  });

  test('has sources, but no tests and no fixtures', () => {
    expect(pathsIn('src').length).toBeGreaterThan(0);
    // A template is a project, with tests of its own.
    const own = [...files.keys()].filter((path) => !path.startsWith('template/'));
    expect(own.filter((path) => /\.test\.|fixtures/.test(path))).toEqual([]);
  });

  test('has the build of each source, and nothing of an older build: else remove dist and build again', () => {
    const modules = pathsIn('src').map((path) => path.replace(/\.ts$/, ''));
    const expected = modules.flatMap((path) =>
      ['.js', '.js.map', '.d.ts', '.d.ts.map'].map((end) => path + end),
    );
    expect(pathsIn('dist').sort()).toEqual(expected.sort());
  });

  test('has what its maps name', () => {
    for (const path of pathsIn('dist').filter((path) => path.endsWith('.map'))) {
      const {sources} = JSON.parse(files.get(`dist/${path}`)!) as {sources: string[]};
      expect(sources.length).toBeGreaterThan(0);
      for (const source of sources) {
        expect(files.has(posix.join('dist', posix.dirname(path), source)), `${path}: ${source}`).toBe(true);
      }
    }
  });

  test('has nothing of the workspace or the machine', () => {
    expect(files.get('package.json')).not.toMatch(/"(workspace|catalog|link|file):/);
    for (const [path, text] of files) {
      for (const local of [REPOSITORY, `${homedir()}/`, `${tmpdir()}/`]) {
        expect(text.includes(local), `${path} names ${local}`).toBe(false);
      }
    }
  });

  test('has TensorFlow.js as a peer if its interface contains objects of it', () => {
    const dependencies = Object.keys(manifest.dependencies ?? {});
    const peers = Object.keys(manifest.peerDependencies ?? {}).filter(isTfjs);
    const code = pathsIn('dist')
      .filter((path) => /\.(js|d\.ts)$/.test(path))
      .map((path) => files.get(`dist/${path}`)!)
      .join('\n');
    const imported = new Set(
      [...code.matchAll(/(?:from|import) '(@tensorflow\/[^']+)'|import\('(@tensorflow\/[^']+)'\)/g)].map(
        (match) => match[1] ?? match[2]!,
      ),
    );
    if (name === '@ntmjs/cli') {
      // A program brings its own TensorFlow.js, and what the packages that it depends on ask for.
      const asked = closureOf([name]).flatMap((own) =>
        Object.keys(packageNamed(own).manifest.peerDependencies ?? {}).filter(isTfjs),
      );
      expect(peers).toEqual([]);
      expect(dependencies.filter(isTfjs).sort()).toEqual([...new Set([...imported, ...asked])].sort());
      return;
    }
    // A backend for itself is no peer.
    const own = ['@tensorflow/tfjs-backend-cpu'];
    expect(peers.sort()).toEqual([...imported].filter((module) => !own.includes(module)).sort());
    expect(dependencies.filter(isTfjs)).toEqual([...imported].filter((module) => own.includes(module)));
  });
});
