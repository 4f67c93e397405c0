import '@tensorflow/tfjs-backend-wasm';
import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {toSvg} from '@ntmjs/inspect';
import {startBackend} from '@ntmjs/report/runs';
import {lengthFigure, stepFigure} from './gradientFigures.js';
import {measureAll, readGradients} from './gradientStudy.js';
import {gradientTables} from './gradientTables.js';
import {runSweeps} from './sweepFiles.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const results = join(root, 'docs/results/studies');
const work = join(root, 'sweeps/studies');

const USAGE = `Usage: studies.js gradients | draw | stability | capacity [options of ntm sweep]

  gradients   measures the gradients of weightings, and draws them
  draw        draws what was measured so far
  stability   gradients, then the sweeps of docs/results/studies/stability
  capacity    the sweeps of docs/results/studies/capacity

Each goes on where it stopped.`;

/** @returns the exit code */
export async function main([study, ...options]: readonly string[]): Promise<number> {
  const stability = join(results, 'stability');
  switch (study) {
    case 'gradients':
      await measureAndDraw(stability);
      return 0;
    case 'draw':
      await draw(stability);
      return 0;
    case 'stability':
      await measureAndDraw(stability);
      return runSweeps(stability, work, options);
    case 'capacity':
      return runSweeps(join(results, 'capacity'), work, options);
    default:
      console.error(USAGE);
      return 2;
  }
}

async function measureAndDraw(folder: string): Promise<void> {
  await mkdir(folder, {recursive: true});
  await startBackend('wasm');
  await measureAll(join(folder, 'gradients.jsonl'), (text) => console.log(text));
  await draw(folder);
}

/** Writes the figures and the tables of what was measured. */
async function draw(folder: string): Promise<void> {
  const measured = await readGradients(join(folder, 'gradients.jsonl'));
  await writeFile(join(folder, 'gradients-by-length.svg'), await toSvg(lengthFigure(measured)));
  for (const kind of ['write', 'read'] as const) {
    const file = join(folder, `gradients-by-step-${kind}.svg`);
    await writeFile(file, await toSvg(stepFigure(measured, kind)));
  }
  await writeFile(join(folder, 'gradients.md'), gradientTables(measured));
}
