import {readdir, readFile} from 'node:fs/promises';
import {describeInChromium, openPage, serveFolder} from '@ntmjs/test-support/chromium';
import {describe, expect, test} from 'vitest';
import {isOurs, packageNamed} from './packages.js';
import {install, Project, type ProjectArgs, withTarballs} from './project.js';
import {useProject} from './useProject.js';

const creator = useProject(['create-ntmjs']);

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

const manifestIn = async (project: Project) =>
  JSON.parse(await readFile(project.path('package.json'), 'utf8')) as Manifest;

/** Runs the command without a terminal, and returns what it printed. */
const create = (...args: string[]) => creator().run('node_modules/.bin/create-ntmjs', ...args);

/** A project that the command wrote, installed from the tarballs. */
async function created(template: string, installer: ProjectArgs['installer']): Promise<Project> {
  const folder = `${template}-${installer}`;
  expect(await create(folder, '--template', template)).toContain(`cd ${folder}\n`);
  const project = new Project(creator().path(folder));
  await project.write('package.json', JSON.stringify(withTarballs(await manifestIn(project))));
  await install(project, {installer});
  return project;
}

describe('npm create ntmjs', () => {
  test('writes the usual project without arguments and without a terminal', async () => {
    const printed = await creator().run('npx', '--no-install', 'create-ntmjs');
    expect(printed).toMatch(/cd ntmjs-project\n +npm install\n +npm start\n/);
    const project = new Project(creator().path('ntmjs-project'));
    expect((await readdir(project.folder, {recursive: true})).sort()).toEqual(
      [
        ...['.gitignore', 'README.md', 'package.json', 'src', 'tsconfig.json'],
        ...['src/data.ts', 'src/main.ts', 'src/model.ts'],
      ].sort(),
    );
  });

  test.each(['layer', 'access', 'page'])(
    '%s asks for our version, and the versions here',
    async (template) => {
      await create(`versions-${template}`, '--template', template);
      const manifest = await manifestIn(new Project(creator().path(`versions-${template}`)));
      const {version} = packageNamed('create-ntmjs').manifest;
      const asked = Object.entries({...manifest.dependencies, ...manifest.devDependencies});
      for (const [name, range] of asked)
        expect(range).toMatch(isOurs(name) ? `^${version}` : /^\^?\d+\.\d+\.\d+$/);
    },
  );

  test('rejects a wrong argument with exit code 2, and writes nothing', async () => {
    const failed = create('wrong', '--template', 'other');
    await expect(failed).rejects.toThrow(
      /ended with 2: create-ntmjs: --template must be one of .*, got "other"/,
    );
    expect(await readdir(creator().folder)).not.toContain('wrong');
  });
});

test('the access of a created project passes its test', async () => {
  const project = await created('access', 'pnpm');
  expect(await project.run('npm', 'test')).toMatch(/pass 4\n.*fail 0\n/);
});

describe('a project created and installed with npm', {tags: ['full']}, () => {
  test('layer learns to say words backwards', async () => {
    const project = await created('layer', 'npm');
    const printed = await project.run('npm', 'start');
    const shares = [...printed.matchAll(/length +\d+ +([\d.]+) %/g)].map(([, share]) => Number(share));
    expect(shares).toHaveLength(3);
    expect(shares[0]!).toBeGreaterThan(95);
  });

  test('access learns to copy', async () => {
    const project = await created('access', 'npm');
    expect(await project.run('npm', 'test')).toMatch(/fail 0\n/);
    const printed = await project.run('npm', 'start');
    expect(printed).toContain(': solved\n');
    expect(Number(/length 8, .* ([\d.]+) of 32/.exec(printed)![1])).toBeLessThan(1);
  });
});

describeInChromium('a page created and built with npm', (browser) => {
  test('trains until the task is solved', {tags: ['full']}, async () => {
    const project = await created('page', 'npm');
    await project.run('npm', 'run', 'build');
    const server = await serveFolder(project.path('dist'));
    const {page, errors} = await openPage(browser(), server.url);
    try {
      await expect
        .poll(() => page.textContent('#status'), {timeout: 120_000})
        .toMatch(/^0\.00 wrong bits .*, the end\.$/);
      expect(await page.locator('#chart polyline').getAttribute('points')).toMatch(/ 600,215$/);
      expect(errors).toEqual([]);
    } finally {
      await page.close();
      await server.close();
    }
  });
});
