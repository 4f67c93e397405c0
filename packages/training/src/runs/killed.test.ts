import {setTimeout} from 'node:timers/promises';
import {RandomStream} from '@ntmjs/tasks';
import {repetitions, useBackend, useFolder} from '@ntmjs/test-support';
import {describe, expect, test} from 'vitest';
import {weightsOf} from '../fixtures/models.js';
import {configWith, versions} from '../fixtures/runs.js';
import {killProcess, startSource} from '../fixtures/sourceProcess.js';
import {createOptimizer} from '../optimizers/createOptimizer.js';
import {Run} from './run.js';

const path = useFolder();
const saving = new URL('../fixtures/saveOn.ts', import.meta.url);

describe('a process that saves and is killed', () => {
  useBackend('cpu');

  test('leaves a last checkpoint that is whole, whenever it is', async () => {
    const {training, ...rest} = configWith();
    const run = await Run.create(path('run'), {...rest, training: {...training, keep: 2}}, versions);
    await run.close();
    const random = new RandomStream(1);
    let last = 0;
    for (let kill = 0; kill < repetitions(12); kill++) {
      const child = await startSource(saving, 'saveOn', run.folder, last + 1);
      await setTimeout(random.integer(0, 60));
      await killProcess(child);
      const model = await run.loadModel();
      const optimizer = createOptimizer({type: 'gravesRmsProp', learningRate: 1});
      const {sequences} = await run.loadTraining(optimizer);
      expect(sequences).toBeGreaterThan(last);
      const slots = (await optimizer.getWeights()).flatMap(({tensor}) => [...tensor.dataSync()]);
      expect(new Set([...weightsOf(model), ...slots])).toEqual(new Set([sequences]));
      last = sequences;
    }
  });
});
