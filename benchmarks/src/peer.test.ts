import '@tensorflow/tfjs-backend-cpu';
import {copyTask} from '@ntmjs/tasks';
import {describe, expect, test} from 'vitest';
import {openCase} from './caseProcess.js';
import {bits, comparisons, standardCases} from './cases.js';
import {type Engine, findEngines} from './engines.js';
import {buildModel, type ModelName, models} from './models.js';

const found = (await findEngines(['pytorch'])).get('pytorch')!;
const missing = 'missing' in found ? found.missing : undefined;
if (missing !== undefined) console.warn(`The tests of the PyTorch peer are skipped: ${missing}.`);

describe.skipIf(missing !== undefined)('the PyTorch peer', () => {
  test.each(Object.keys(models) as ModelName[])(
    '%s: learns as many numbers as ours, and trains',
    async (model) => {
      const item = {...comparisons(standardCases)[0]!.at(-1)!, model, batch: 2, length: 1};
      const peer = await openCase('peer', (found as Engine).command(item));
      expect(peer.about).toEqual({
        parameters: buildModel(models[model], copyTask({bits})).countParams(),
        versions: {torch: expect.stringMatching(/^\d+\.\d+/)},
      });
      expect(await peer.measure(0)).toEqual({steps: 1, seconds: expect.any(Number)});
      await peer.close();
    },
  );
});
