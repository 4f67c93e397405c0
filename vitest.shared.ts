import {readdirSync, readFileSync} from 'node:fs';
import {availableParallelism} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {defineConfig, type TestProjectInlineConfiguration} from 'vitest/config';

/** How the tests of a workspace run, where that differs from the rest. */
interface WorkspaceArgs {
  /** The folders of its tests; `src` by default. */
  readonly folders?: readonly string[];
  /** Gives every test file a process of its own; by default only those files that `needsProcess`. */
  readonly isolate?: true;
  /** Whether its tests run in a browser or in projects that they install: a step of its own of `npm test`. */
  readonly hosts?: true;
  readonly globalSetup?: string;
}

const workspaces: Readonly<Record<string, WorkspaceArgs>> = {
  'examples/playground': {
    folders: ['src', 'test'],
    isolate: true,
    hosts: true,
  },
  'tests/conformance': {isolate: true, hosts: true},
  'tests/installation': {isolate: true, hosts: true, globalSetup: 'src/globalSetup.ts'},
};

/**
 * Whether a test file needs a process of its own: it replaces modules or globals, loads a second tfjs, registers a task or an
 * optimizer, or shows that a README's examples work with nothing loaded but what they import. All others share processes, and
 * with them one instance of tfjs, which saves most of the time.
 */
const needsProcess = (text: string) =>
  /\bvi\.(mock|doMock|stubGlobal)\(|\b(registerTask|registerOptimizer|testReadme|secondCopyOfTfjs)\(/.test(
    text,
  );

const root = fileURLToPath(new URL('.', import.meta.url));

/** vitest itself needs little of a core. */
const maxWorkers = Math.max(2, availableParallelism() - 1);

/** `npm test` leaves out the tests that have this tag; `npm run test:all` runs them too. */
const tags = [{name: 'full', description: 'long, or the same once more on another host'}];

/** The folders of all workspaces that have tests. */
export const workspaceFolders: readonly string[] = [
  ...['packages', 'tests', 'examples'].flatMap((parent) =>
    readdirSync(join(root, parent)).map((name) => `${parent}/${name}`),
  ),
  'benchmarks',
];

/** The test files of a workspace, relative to it. */
function testFiles(folder: string, folders: readonly string[]): string[] {
  return folders.flatMap((name) =>
    readdirSync(join(root, folder, name), {recursive: true, encoding: 'utf8'})
      .filter((file) => file.endsWith('.test.ts'))
      .map((file) => `${name}/${file.replaceAll('\\', '/')}`),
  );
}

/** The vitest projects of a workspace: the test files that share processes, and those that do not. */
export function projectsOf(folder: string): TestProjectInlineConfiguration[] {
  const {folders = ['src'], isolate = false, hosts = false, globalSetup, ...rest} = workspaces[folder] ?? {};
  const project = (name: string, test: TestProjectInlineConfiguration['test']) => ({
    root: join(root, folder),
    ssr: {resolve: {conditions: ['@ntmjs/source']}},
    resolve: {conditions: ['@ntmjs/source']},
    test: {
      name,
      pool: 'forks' as const,
      // Long enough for a slow machine: no test asserts a time.
      testTimeout: 300_000,
      hookTimeout: 300_000,
      maxWorkers,
      tags,
      ...(globalSetup === undefined ? {} : {globalSetup: join(root, folder, globalSetup)}),
      ...rest,
      ...test,
    },
  });
  const include = folders.map((name) => `${name}/**/*.test.ts`);
  if (isolate) return [project(hosts ? `${folder} hosts` : folder, {include, isolate})];
  const own = testFiles(folder, folders).filter((file) =>
    needsProcess(readFileSync(join(root, folder, file), 'utf8')),
  );
  return [
    project(folder, {include, exclude: own, isolate: false}),
    ...(own.length > 0 ? [project(`${folder} isolated`, {include: own, isolate: true})] : []),
  ];
}

/**
 * The configuration of one workspace, for `vitest` in its folder.
 *
 * @param url `import.meta.url` of its vitest.config.ts
 */
export function workspaceConfig(url: string) {
  const folder = fileURLToPath(new URL('.', url)).slice(root.length, -1).replaceAll('\\', '/');
  return defineConfig({test: {maxWorkers, tags, projects: projectsOf(folder)}});
}
