import {mkdir, readdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {useFolder} from '@ntmjs/test-support';
import {describe, expect, test} from 'vitest';
import {create} from './fixtures/command.js';
import * as api from './main.js';
import {templateNames} from './templates.js';

const path = useFolder();
const templateFolder = (name: string) => fileURLToPath(new URL(`../template/${name}`, import.meta.url));

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

const manifestIn = async (folder: string) =>
  JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest;
const own = await manifestIn(fileURLToPath(new URL('..', import.meta.url)));

/** The files of a folder and of all folders in it. */
async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, {recursive: true, withFileTypes: true});
  const files = entries.filter((entry) => entry.isFile());
  return files.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).sort();
}

test('the public names', () => {
  expect(Object.keys(api)).toEqual(['main']);
});

describe.each(templateNames)('the template %s', (name) => {
  test('is written as it is, but with the name of the folder and a .gitignore', async () => {
    expect(await create([path('my-project'), '--template', name])).toMatchObject({code: 0, stderr: ''});
    const files = await filesIn(templateFolder(name));
    const written = files.map((file) => (file === 'gitignore' ? '.gitignore' : file)).sort();
    expect(await filesIn(path('my-project'))).toEqual(written);
    expect((await manifestIn(path('my-project'))).name).toBe('my-project');
    for (const file of files.filter((each) => each.startsWith('src/'))) {
      const [source, copy] = [join(templateFolder(name), file), path('my-project', file)];
      expect(await readFile(copy, 'utf8')).toBe(await readFile(source, 'utf8'));
    }
  });

  test('asks for the versions that this package does', async () => {
    const {dependencies, devDependencies} = await manifestIn(templateFolder(name));
    expect({...own.dependencies, ...own.devDependencies}).toMatchObject({
      ...dependencies,
      ...devDependencies,
    });
  });

  test('depends on what it imports', async () => {
    const files = (await filesIn(templateFolder(name))).filter((file) => file.startsWith('src/'));
    const texts = await Promise.all(files.map((file) => readFile(join(templateFolder(name), file), 'utf8')));
    const imported = [...texts.join('\n').matchAll(/(?:from|^import) '(@[^']+)'/gm)].map(
      ([, module]) => module!,
    );
    const {dependencies} = await manifestIn(templateFolder(name));
    expect(Object.keys(dependencies)).toEqual([...new Set(imported)].sort());
  });
});

describe('the command', () => {
  test('--help names the templates, and --version is ours', async () => {
    const {code, stdout} = await create(['--help']);
    expect(code).toBe(0);
    for (const name of templateNames) expect(stdout).toContain(`  ${name} `);
    expect(await create(['--version'])).toEqual({code: 0, stdout: `${own.version}\n`, stderr: ''});
  });

  test.each([
    [['a', 'b'], 'folder must be one folder, got ["a","b"]: npm create ntmjs <folder> -- --template <name>'],
    [
      ['a', '--template', 'pages'],
      'must be one of "layer", "access", "page" (did you mean "page"?), got "pages"',
    ],
    [['a', '--template'], '--template must be one of "layer", "access", "page", got undefined'],
    [
      ['a', '--tmplate=page'],
      'option must be one of "--template", "--version", "--help" (did you mean "--template"?)',
    ],
    [['a', '-t', 'page'], 'got "-t"'],
    [['My-Project'], 'folder must be a name for a package (lower-case letters, digits'],
    [['/'], 'got ""'],
    [[''], 'got ""'],
    [['projects/.hidden'], 'got ".hidden"'],
    [['node_modules'], 'got "node_modules"'],
  ])('rejects %j', async (args, message) => {
    const {code, stdout, stderr} = await create(args);
    expect({code, stdout}).toEqual({code: 2, stdout: ''});
    expect(stderr).toContain(message);
  });

  test('says where an option goes that npm took for itself', async () => {
    const environment = {npm_config_template: 'true'};
    const {code, stderr} = await create([path('page')], {environment});
    expect([code, stderr]).toEqual([2, expect.stringContaining('--template must be after --, got "true"')]);
  });

  test.each([
    [undefined, '  npm install\n  npm test\n  npm start\n'],
    ['npm/10.8.2 node/v20.20.2 linux x64', '  npm install\n  npm test\n  npm start\n'],
    ['pnpm/10.34.9 npm/? node/v20.20.2 linux x64', '  pnpm install\n  pnpm test\n  pnpm start\n'],
    ['yarn/1.22.22 npm/? node/v20.20.2 linux x64', '  yarn install\n  yarn test\n  yarn start\n'],
    ['bun/1.3.0 npm/? node/v22.0.0 linux x64', '  bun install\n  bun run test\n  bun run start\n'],
    ['toString/1', '  npm install\n  npm test\n  npm start\n'],
  ])('of %s names what comes next', async (agent, steps) => {
    const environment = {npm_config_user_agent: agent};
    const {stdout} = await create([path('next'), '--template=access'], {environment});
    expect(stdout).toContain(`  cd ${path('next')}\n${steps}`);
  });
});

describe('a folder', () => {
  test('with contents is left as it is', async () => {
    await mkdir(path('mine'));
    await writeFile(path('mine', 'notes.txt'), 'mine');
    const {code, stderr} = await create([path('mine')]);
    expect(code).toBe(2);
    expect(stderr).toContain(`folder must be new or empty, got "${path('mine')}", which has notes.txt\n`);
    expect(await filesIn(path('mine'))).toEqual(['notes.txt']);
  });

  test('that is a file is left as it is', async () => {
    await writeFile(path('mine'), 'mine');
    for (const folder of [path('mine'), path('mine', 'below')]) {
      expect(await create([folder])).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('where a file is'),
      });
    }
    expect(await readFile(path('mine'), 'utf8')).toBe('mine');
  });

  test('may be empty, or a new repository of git', async () => {
    await mkdir(path('empty', '.git'), {recursive: true});
    expect(await create([path('empty')])).toMatchObject({code: 0});
    expect(await readdir(path('empty'))).toContain('package.json');
  });
});

describe('at a terminal', () => {
  test('asks for the folder and the template, again after a wrong answer', async () => {
    const typed = ['Wrong\r', `${path('asked')}\r`, 'pages\r', 'page\r'];
    const {code, stdout} = await create([], {typed});
    expect(code).toBe(0);
    expect(stdout).toContain('folder must be a name for a package');
    expect(stdout).toContain(
      'template must be one of "layer", "access", "page" (did you mean "page"?), got "pages"',
    );
    expect(await readdir(path('asked'))).toContain('vite.config.ts');
  });

  test('asks for nothing that is given, and takes an empty answer for the usual template', async () => {
    const {code, stdout} = await create([path('usual')], {typed: ['\r']});
    expect(code).toBe(0);
    expect(stdout).not.toContain('Folder');
    expect(await filesIn(path('usual'))).toContain('src/model.ts');
    const {stdout: none} = await create([path('none'), '--template', 'page'], {typed: []});
    expect(none).toMatch(/^Wrote /);
  });

  test.each([
    ['Ctrl-C', '\x03'],
    ['Ctrl-D', '\x04'],
  ])('%s at a question ends it, and nothing is written', async (_, key) => {
    const {code, stdout, stderr} = await create([path('stopped')], {typed: [key]});
    expect({code, stderr}).toEqual({code: 130, stderr: ''});
    expect(stdout).toMatch(/\nNothing was written\.\n$/);
    expect(await readdir(path())).toEqual([]);
  });
});
