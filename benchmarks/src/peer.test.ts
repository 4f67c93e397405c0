import '@tensorflow/tfjs-backend-cpu';
import {copyTask} from '@ntmjs/tasks';
import {describe, expect, test} from 'vitest';
import {openCase} from './caseProcess.js';
import {allBlocks, bits, fitBlocks} from './cases.js';
import {type Engine, findEngines} from './engines.js';
import {fitModels} from './fitModels.js';
import {buildModel, models} from './models.js';

const found = (await findEngines(['pytorch'])).get('pytorch')!;
const cases = allBlocks.flat().filter(({engine}) => engine === 'pytorch');
const missing = 'missing' in found ? found.missing : undefined;
if (missing !== undefined) console.warn(`The tests of the PyTorch peer are skipped: ${missing}.`);

describe.skipIf(missing !== undefined)('the PyTorch peer', () => {
  test.each([...new Set(cases.map(({model}) => model))])(
    '%s: has as many parameters as the model of ntmjs, and trains',
    async (model) => {
      const item = {...cases.find((one) => one.model === model)!, batch: 2, length: 1};
      const peer = await openCase('peer', (found as Engine).command(item));
      expect(peer.about).toEqual({
        parameters: buildModel(models[model], copyTask({vectorWidth: bits})).countParams(),
        versions: {torch: expect.stringMatching(/^\d+\.\d+/)},
      });
      expect(await peer.measure(0)).toEqual({
        steps: 1,
        seconds: expect.any(Number),
        memory: expect.any(Number),
      });
      await peer.close();
    },
  );

  test.each(Object.entries(fitModels))(
    '%s: has as many parameters as the model of tfjs',
    async (model, {build}) => {
      const item = fitBlocks.flat().find((one) => one.model === model && one.engine === 'pytorch')!;
      const peer = await openCase('peer', (found as Engine).command({...item, batch: 1}));
      const built = build();
      expect(peer.about.parameters).toBe(built.countParams());
      built.dispose();
      expect((await peer.measure(0)).steps).toBe(4);
      await peer.close();
    },
  );
});
