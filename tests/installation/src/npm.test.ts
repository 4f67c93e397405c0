import {readdir} from 'node:fs/promises';
import {describe, expect, test} from 'vitest';
import {toJavaScript} from './javaScript.js';
import {closureOf} from './packages.js';
import {createProject} from './project.js';
import {examplesIn, toldToInstall} from './readmes.js';
import {useProject} from './useProject.js';

// @module-tag full

describe('npm install @ntmjs/layers', () => {
  const project = useProject(toldToInstall('@ntmjs/layers'), {installer: 'npm'});

  test('installs the same packages as pnpm does', async () => {
    const names = await readdir(project().path('node_modules', '@ntmjs'));
    expect(names.map((name) => `@ntmjs/${name}`).sort()).toEqual(closureOf(['@ntmjs/layers']));
    expect(await readdir(project().path('node_modules', '@ntmjs', 'layers'))).not.toContain('node_modules');
  });

  test('the installed layers run', async () => {
    const [{code, expected}] = examplesIn('@ntmjs/layers') as [ReturnType<typeof examplesIn>[0]];
    await project().write('example.mjs', toJavaScript(code));
    expect((await project().run('node', 'example.mjs')).trimEnd().split('\n')).toEqual(expected);
  });
});

// On a busy machine pnpm can exit before it has written its error.
test('without the registry, the error states that it is missing', {retry: 2}, async () => {
  const environment = {
    npm_config_registry: 'http://127.0.0.1:9/',
    npm_config_fetch_retries: '0',
    npm_config_cache_dir: '/nonexistent',
  };
  await expect(createProject(['@ntmjs/memory', '@tensorflow/tfjs-core'], {environment})).rejects.toThrow(
    'these tests need an npm registry',
  );
});
