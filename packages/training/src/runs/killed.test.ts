import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {fileURLToPath} from 'node:url';
import {RandomStream} from '@ntmjs/tasks';
import {useBackend, useFolder} from '@ntmjs/test-support';
import {describe, expect, test} from 'vitest';
import {weightsOf} from '../fixtures/models.js';
import {configWith, versions} from '../fixtures/runs.js';
import {createOptimizer} from '../optimizers/createOptimizer.js';
import {Run} from './run.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const saving = fileURLToPath(new URL('../fixtures/saveOn.ts', import.meta.url));
const path = useFolder();

/** Starts a process that saves checkpoints without end, and kills it after it has saved for a while. */
async function saveAndKill(folder: string, first: number, milliseconds: number): Promise<void> {
  // Node runs JavaScript alone, so the sources go through what the tests go through.
  const script = `
    import {createViteServer} from 'vitest/node';
    const conditions = ['@ntmjs/source', 'module', 'node', 'development'];
    const server = await createViteServer({
      configFile: false, root: ${JSON.stringify(root)}, logLevel: 'error', appType: 'custom',
      server: {middlewareMode: true, ws: false, hmr: false, watch: null},
      optimizeDeps: {noDiscovery: true}, ssr: {resolve: {conditions}},
    });
    process.stdin.resume().on('end', () => process.exit()); // not to outlive who started it
    const {saveOn} = await server.ssrLoadModule(${JSON.stringify(saving)});
    await saveOn(${JSON.stringify(folder)}, ${first}, () => console.log('ready'));`;
  const args = ['--input-type=module', '--eval', script];
  const child = spawn(process.execPath, args, {cwd: root, stdio: ['pipe', 'pipe', 'inherit']});
  const exit = once(child, 'exit');
  const ready = await Promise.race([once(child.stdout, 'data'), exit]);
  expect(String(ready[0])).toBe('ready\n');
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  child.kill('SIGKILL');
  expect((await exit)[1]).toBe('SIGKILL');
}

describe('a process that saves and is killed', () => {
  useBackend('cpu');

  test('leaves a last checkpoint that is whole, whenever it is', async () => {
    const {training, ...rest} = configWith();
    const run = await Run.create(path('run'), {...rest, training: {...training, keep: 2}}, versions);
    const random = new RandomStream(1);
    let last = 0;
    for (let kill = 0; kill < 12; kill++) {
      await saveAndKill(run.folder, last + 1, random.integer(0, 60));
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
