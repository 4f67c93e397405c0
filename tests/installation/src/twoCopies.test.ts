import {readdir, readFile} from 'node:fs/promises';
import {describe, expect, test} from 'vitest';
import {useProject} from './useProject.js';

// @module-tag full

/** The lines that a program prints which puts a layer into a model of a TensorFlow.js, and those of what it is warned of. */
const program = (tfjs: string, order: 'ours first' | 'ours last') => `
console.warn = (text) => text.includes('two copies') && console.log('warning:', text);
${order === 'ours first' ? "import {ntm} from '@ntmjs/layers';" : ''}
import * as tf from '${tfjs}';
${order === 'ours last' ? "import {ntm} from '@ntmjs/layers';" : ''}
const memory = {rows: 4, width: 3};
const layer = ntm({units: 2, controller: {type: 'lstm', units: 3}, memory, inputShape: [4, 3]});
try {
  console.log(tf.sequential({layers: [layer]}).outputs[0].shape);
} catch (error) {
  console.log(error.name, error.message);
}`;
const orders = ['ours first', 'ours last'] as const;
const one = ['[ null, 2 ]'];
const two = [
  expect.stringMatching(/^warning: There are two copies of TensorFlow\.js in this program\. npm /),
  expect.stringMatching(
    /^ArgumentError inputs must be of the copy of TensorFlow\.js that ntmjs uses, got a tensor of shape \[null, 4, 3\], which is of a second copy\. npm /,
  ),
];

describe('a project with an older @tensorflow/tfjs', () => {
  const project = useProject(['@tensorflow/tfjs', '@ntmjs/layers'], {
    installer: 'npm',
    versions: {'@tensorflow/tfjs': '4.17.0'},
  });
  const printedBy = async (order: (typeof orders)[number]) => {
    await project().write('program.mjs', program('@tensorflow/tfjs', order));
    return (await project().run('node', 'program.mjs')).trimEnd().split('\n');
  };

  test('gets a second copy of TensorFlow.js', async () => {
    const nested = project().path('node_modules', '@tensorflow', 'tfjs', 'node_modules', '@tensorflow');
    for (const folder of [project().path('node_modules', '@tensorflow'), nested]) {
      expect(await readdir(folder)).toEqual(expect.arrayContaining(['tfjs-core', 'tfjs-layers']));
    }
  });

  test.each(orders)('is told so, %s', async (order) => {
    expect(await printedBy(order)).toEqual(two);
  });

  test('has one copy once it does as the message says', async () => {
    const [, message] = await printedBy('ours first');
    const [, specifier] = /`npm install (@tensorflow\/tfjs@[^`]+)`/.exec(message!)!;
    await project().run('npm', 'install', '--prefer-offline', '--ignore-scripts', specifier!);
    for (const order of orders) expect(await printedBy(order)).toEqual(one);
  });
});

describe('a project with a package that brings an older @tensorflow/tfjs', () => {
  const project = useProject(['@ntmjs/layers', '@tensorflow/tfjs-core', '@tensorflow/tfjs-layers'], {
    installer: 'npm',
  });
  const install = (...names: string[]) =>
    project().run('npm', 'install', '--prefer-offline', '--ignore-scripts', '--install-links', ...names);

  test('has one copy once it does as the message says', async () => {
    const manifest = {name: 'older', version: '1.0.0', exports: './index.mjs'};
    await project().write(
      'older/package.json',
      JSON.stringify({...manifest, dependencies: {'@tensorflow/tfjs': '4.17.0'}}),
    );
    await project().write('older/index.mjs', "export * from '@tensorflow/tfjs';");
    await install('./older');
    await project().write('program.mjs', program('older', 'ours last'));
    const printed = await project().run('node', 'program.mjs');
    expect(printed.trimEnd().split('\n')).toEqual(two);

    const [, overrides] = /"overrides": (\{[^}]*\})/.exec(printed)!;
    const own = JSON.parse(await readFile(project().path('package.json'), 'utf8'));
    await project().write(
      'package.json',
      JSON.stringify({...own, overrides: {...own.overrides, ...JSON.parse(overrides!)}}),
    );
    await install();
    expect((await project().run('node', 'program.mjs')).trimEnd().split('\n')).toEqual(one);
  });
});
