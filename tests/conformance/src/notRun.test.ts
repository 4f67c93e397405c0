import {findChromium} from '@ntmjs/test-support/chromium';
import {test} from 'vitest';
import {writeResults} from './results.js';

test.runIf(findChromium() === undefined)('the table says that there is no Chromium to run in', async () => {
  for (const place of ['page', 'worker'] as const) {
    for (const backend of ['cpu', 'wasm', 'webgl', 'webgpu'] as const) {
      await writeResults({place, backend, notRun: 'there is no Chromium'});
    }
  }
});
