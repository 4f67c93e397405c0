import {expect, test} from 'vitest';
import {copiesOfTfjs} from './tfjsCopies.js';

test('copies are distinguished by their folder, and a bundle of all modules from single modules', () => {
  const core = (folder: string, file: string) => `/project/${folder}/@tensorflow/tfjs-core/dist/${file}`;
  const copies = copiesOfTfjs([
    '/project/main.ts',
    core('node_modules', 'engine.js'),
    core('node_modules', 'ops/add.js'),
    core('node_modules', 'tf-core.node.js'),
    core('node_modules/other/node_modules', 'engine.js'),
    '/project/node_modules/@tensorflow/tfjs-layers/dist/index.js',
  ]);
  expect(Object.fromEntries(copies)).toEqual({
    '@tensorflow/tfjs-core': [
      '/project/node_modules/@tensorflow/tfjs-core (modules)',
      '/project/node_modules/@tensorflow/tfjs-core (dist/tf-core.node.js)',
      '/project/node_modules/other/node_modules/@tensorflow/tfjs-core (modules)',
    ],
    '@tensorflow/tfjs-layers': ['/project/node_modules/@tensorflow/tfjs-layers (modules)'],
  });
});
