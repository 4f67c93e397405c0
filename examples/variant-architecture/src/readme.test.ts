import {execFile} from 'node:child_process';
import {readFile} from 'node:fs/promises';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {useFolder} from '@ntmjs/test-support';
import {expect, test} from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const path = useFolder();

/** What a program prints in a process of its own. */
async function output(program: string, ...args: string[]): Promise<string> {
  // Node runs JavaScript alone, so the sources go through what the tests go through.
  const script = `
    import {createViteServer} from 'vitest/node';
    process.argv.splice(1, 0, ${JSON.stringify(program)}); // as if Node had been given a file
    const conditions = ['@ntmjs/source', 'module', 'node', 'development'];
    const server = await createViteServer({
      configFile: false, root: ${JSON.stringify(root)}, logLevel: 'error', appType: 'custom',
      server: {middlewareMode: true, ws: false, hmr: false, watch: null},
      optimizeDeps: {noDiscovery: true}, ssr: {resolve: {conditions}},
    });
    await server.ssrLoadModule(${JSON.stringify(`/src/${program}.ts`)});
    await server.close();`;
  const {stdout} = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', script, '--', ...args],
    {cwd: root},
  );
  return stdout;
}

/** How many of the 18 bits are wrong, for each line of scores. */
function wrongBits(printed: string): number[] {
  return [...printed.matchAll(/([\d.]+) of 18 wrong/g)].map(([, number]) => Number(number));
}

test('the programs print what the README shows: solved, saved, and the same in another process', {
  tags: ['full'],
}, async () => {
  const training = await output('train', path('model'));
  const recall = await output('recall', path('model'));
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  expect(readme).toContain(`\`\`\`\n${training}${recall}\`\`\`\n`);

  expect(wrongBits(training)).toHaveLength(2);
  for (const wrong of wrongBits(training)) expect(wrong).toBeLessThan(0.5);
  expect(recall.match(/^ .*/gm)).toEqual(training.match(/^ .* of 18 wrong/gm));
});
