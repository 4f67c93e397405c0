import {taskNames} from '@ntmjs/tasks';
import {expect, test} from 'vitest';
import {allowedImports, forbiddenImports, maxLines, mayNameTasks, otherMeanings} from './allowedImports.js';
import {circlesOf} from './circles.js';
import {
  importedFile,
  importsOf,
  manifestDependencies,
  sourceFiles,
  stringLiterals,
  trackedFolders,
  workspaceNames,
} from './sources.js';

const packages = workspaceNames('packages');
const workspaces = [
  ...packages.map((name) => `packages/${name}`),
  ...workspaceNames('examples').map((name) => `examples/${name}`),
];
const allowed = new Map<string, readonly string[]>(Object.entries(allowedImports));

test('the table of allowed imports is complete, and each package is listed after all that it imports', () => {
  const names = [...allowed.keys()];
  expect([...names].sort()).toEqual(packages);
  for (const [index, name] of names.entries()) {
    expect(names.slice(0, index), name).toEqual(expect.arrayContaining([...allowed.get(name)!]));
  }
});

test('the repository has the folders that it is made of, and none that a test has left', () => {
  expect(trackedFolders()).toEqual([
    ...['.changeset', '.ci', '.github'],
    ...['benchmarks', 'docs', 'examples', 'packages', 'reference', 'scripts', 'studies', 'tests'],
  ]);
});

for (const workspace of workspaces) {
  test(`${workspace} has no circle of imports`, () => {
    const graph = new Map(
      sourceFiles(workspace).map((file) => [
        file.path,
        importsOf(file).flatMap((module) => importedFile(file, module) ?? []),
      ]),
    );
    expect(circlesOf(graph)).toEqual([]);
  });
}

for (const name of packages) {
  test(`packages/${name} imports only the packages that it may`, () => {
    const found = sourceFiles(`packages/${name}`).flatMap((file) =>
      importsOf(file)
        .filter((module) => isRefused(name, module))
        .map((module) => `${file.path} imports ${module}`),
    );
    expect(found).toEqual([]);
    expect(allowed.get(name)).toEqual(expect.arrayContaining(manifestDependencies(`packages/${name}`)));
  });
}

for (const workspace of workspaces) {
  const name = workspace.split('/')[1]!;
  if (mayNameTasks.includes(name)) continue;
  test(`${workspace} names no task`, () => {
    const names = taskNames.filter((task) => !otherMeanings[name]?.includes(task));
    const found = sourceFiles(workspace).flatMap((file) =>
      stringLiterals(file)
        .filter(({value}) => names.includes(value))
        .map(({line, value}) => `${file.path}:${line}: '${value}'`),
    );
    expect(found).toEqual([]);
  });
}

for (const [name, limit] of Object.entries(maxLines)) {
  test(`packages/${name} has at most ${limit} lines`, () => {
    const lines = sourceFiles(`packages/${name}`).map(({text}) => text.trimEnd().split('\n').length);
    expect(lines.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(limit);
  });
}

function isRefused(name: string, module: string): boolean {
  const own = /^@ntmjs\/([^/]+)/.exec(module)?.[1];
  if (own !== undefined) return !allowed.get(name)!.includes(own);
  return (forbiddenImports[name] ?? []).some((prefix) => module.startsWith(prefix));
}
