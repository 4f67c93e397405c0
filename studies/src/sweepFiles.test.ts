import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {readSweep, type SweepConfig} from '@ntmjs/sweep';
import {expect, test} from 'vitest';
import {sweepsOf} from './sweepFiles.js';

const folderOf = (study: string) =>
  fileURLToPath(new URL(`../../docs/results/studies/${study}`, import.meta.url));

async function sweepsIn(study: string): Promise<Record<string, SweepConfig>> {
  const folder = folderOf(study);
  const entries = (await sweepsOf(folder)).map(
    async (name): Promise<[string, SweepConfig]> => [
      name,
      JSON.parse(await readFile(join(folder, `${name}.json`), 'utf8')),
    ],
  );
  return Object.fromEntries(await Promise.all(entries));
}

test.each(['stability', 'capacity'])('the sweeps of %s can be read, with ten seeds each', async (study) => {
  const configs = await sweepsIn(study);
  expect(Object.keys(configs).length).toBeGreaterThan(3);
  for (const [name, config] of Object.entries(configs)) {
    const {seeds, points} = await readSweep(name, config);
    expect([name, seeds, points >= 24]).toEqual([name, 10, true]);
  }
});

test('the sweeps of capacity are in pairs that have their runs in common', async () => {
  const configs = await sweepsIn('capacity');
  for (const [name, {objective, ...config}] of Object.entries(configs)) {
    if (name.endsWith('-beyond')) continue;
    const {objective: other, ...beyond} = configs[`${name}-beyond`]!;
    expect([objective?.type, other?.type]).toEqual(['solved', 'metric']);
    expect(beyond).toEqual(config);
  }
});
