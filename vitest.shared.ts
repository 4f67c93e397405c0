import {readdirSync, readFileSync} from 'node:fs';
import {availableParallelism} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {defineConfig, type TestProjectInlineConfiguration} from 'vitest/config';

/** How the tests of a workspace run, where that differs from the rest. */
interface WorkspaceArgs {
  /** The folders of its tests; `src` by default. */
  readonly folders?: readonly string[];
  /**
   * Whether its tests run in a browser or in projects that they install: a step of its own of `npm test`. Each file has a process of
   * its own; of other workspaces only those that `needsProcess`.
   */
  readonly hosts?: true;
  readonly globalSetup?: string;
}

const workspaces: Readonly<Record<string, WorkspaceArgs>> = {
  'examples/playground': {
    folders: ['src', 'test'],
    hosts: true,
    globalSetup: 'test/globalSetup.ts',
  },
  'tests/conformance': {hosts: true},
  'tests/installation': {hosts: true, globalSetup: 'src/globalSetup.ts'},
};

/**
 * Whether a test file needs a process of its own: it replaces modules or globals, loads a second tfjs, registers a task or an
 * optimizer, or shows that a README's examples work with nothing loaded but what they import; or says `@own-process`. All
 * others share processes, and with them one instance of tfjs, which saves most of the time.
 */
const needsProcess = (text: string) =>
  /\bvi\.(mock|doMock|stubGlobal)\(|\b(registerTask|registerOptimizer|testReadme|secondCopyOfTfjs)\(|@own-process/.test(
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
  'studies',
];

/** Files relative to a folder, as patterns: all tests, and those that have processes of their own. */
interface TestFiles {
  readonly all: readonly string[];
  readonly own: readonly string[];
}

/** The tests of a workspace. */
function testsOf(folder: string): TestFiles {
  const {folders = ['src']} = workspaces[folder] ?? {};
  const files = folders.flatMap((name) =>
    readdirSync(join(root, folder, name), {recursive: true, encoding: 'utf8'})
      .filter((file) => file.endsWith('.test.ts'))
      .map((file) => `${name}/${file.replaceAll('\\', '/')}`),
  );
  return {
    all: folders.map((name) => `${name}/**/*.test.ts`),
    own: files.filter((file) => needsProcess(readFileSync(join(root, folder, file), 'utf8'))),
  };
}

function project(folder: string, test: TestProjectInlineConfiguration['test']) {
  return {
    root: join(root, folder),
    ssr: {resolve: {conditions: ['@ntmjs/source']}},
    resolve: {conditions: ['@ntmjs/source']},
    test: {
      pool: 'forks' as const,
      // Long enough for a slow machine: no test asserts a time.
      testTimeout: 300_000,
      hookTimeout: 300_000,
      maxWorkers,
      setupFiles: [join(root, 'vitest.seed.ts')],
      tags,
      ...test,
    },
  };
}

/** The projects of some tests in a folder: of the files that share processes, and of those that do not. */
function projectsIn(folder: string, name: string, {all, own}: TestFiles): TestProjectInlineConfiguration[] {
  return [
    project(folder, {name, include: [...all], exclude: [...own], isolate: false}),
    ...(own.length > 0
      ? [project(folder, {name: `${name} isolated`, include: [...own], isolate: true})]
      : []),
  ];
}

/** The vitest projects of a workspace. */
export function projectsOf(folder: string): TestProjectInlineConfiguration[] {
  const tests = testsOf(folder);
  const {hosts, globalSetup} = workspaces[folder] ?? {};
  if (!hosts) return projectsIn(folder, folder, tests);
  const setup = globalSetup === undefined ? {} : {globalSetup: join(root, folder, globalSetup)};
  return [project(folder, {name: `${folder} hosts`, include: [...tests.all], isolate: true, ...setup})];
}

/**
 * The vitest projects of all workspaces together. Those that are no `hosts` share processes: each project would transform
 * all modules anew and load tfjs anew, which takes as long as many of its tests.
 */
export function jointProjects(): TestProjectInlineConfiguration[] {
  const [hosts, others] = [true, false].map((wanted) =>
    workspaceFolders.filter((folder) => (workspaces[folder]?.hosts ?? false) === wanted),
  );
  const files = (key: keyof TestFiles) =>
    others!.flatMap((folder) => testsOf(folder)[key].map((file) => `${folder}/${file}`));
  return [...projectsIn('', 'unit', {all: files('all'), own: files('own')}), ...hosts!.flatMap(projectsOf)];
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
