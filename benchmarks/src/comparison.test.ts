import {expect, test} from 'vitest';
import {type Case, standardBlocks} from './cases.js';
import {compare} from './comparison.js';
import type {About} from './protocol.js';

/** An engine whose every step takes half a second, of a model with that many parameters. */
function engine(about: Omit<About, 'versions'>, versions: Record<string, string>) {
  const program = `
    console.log(${JSON.stringify(JSON.stringify({...about, versions}))});
    require('node:readline').createInterface({input: process.stdin}).on('line', (line) => {
      const {seconds} = JSON.parse(line);
      console.log(JSON.stringify({steps: 2 * seconds, seconds, memory: 64}));
    });`;
  return {command: () => [process.execPath, '-e', program] as const};
}

test('cases are measured in sequences, and the versions gathered', async () => {
  const block = standardBlocks[1]!.filter(
    ({backend, engine: name}) => backend === 'wasm' || name !== 'eager',
  );
  const engines = [
    engine({parameters: 5}, {tfjs: '1'}),
    engine({parameters: 5, compileMilliseconds: 7}, {tfjs: '1'}),
    engine({parameters: 5}, {torch: '2'}),
  ];
  const engineOf = (item: Case) => engines[block.indexOf(item)]!;
  expect(await compare(block, engineOf, {rounds: 2, seconds: 8})).toEqual({
    measurements: block.map((item, index) => ({
      case: item,
      rates: [32, 32],
      ratio: 1,
      memory: 64,
      compileMilliseconds: index === 1 ? 7 : undefined,
    })),
    versions: {tfjs: '1', torch: '2'},
  });
});

test('models that differ are not compared', async () => {
  const [, eager, , pytorch] = standardBlocks[0]!;
  const engineOf = ({engine: name}: Case) => engine({parameters: name === 'eager' ? 5 : 6}, {});
  await expect(compare([eager!, pytorch!], engineOf, {rounds: 1, seconds: 1})).rejects.toThrow(
    'not the same model: 5 parameters (eager on cpu, ntm-feedforward, batch 1), 6 parameters (pytorch on cpu',
  );
});
