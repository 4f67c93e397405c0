import {expect, test} from 'vitest';
import {type Block, type Case, standardBlocks} from './cases.js';
import {compare, measureInRounds} from './comparison.js';
import type {About} from './protocol.js';

/** An engine whose steps take half a second each. */
function engine(about: Omit<About, 'versions'>, versions: Record<string, string>) {
  const program = `
    console.log(${JSON.stringify(JSON.stringify({...about, versions}))});
    require('node:readline').createInterface({input: process.stdin}).on('line', (line) => {
      const {seconds} = JSON.parse(line);
      console.log(JSON.stringify({steps: 2 * seconds, seconds, memory: 64}));
    });`;
  return {command: () => [process.execPath, '-e', program] as const};
}

test('rates are in sequences per second, and versions are merged', async () => {
  const block: Block = standardBlocks[1]!.filter(
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

test('different models are an error', async () => {
  const [, eager, , pytorch] = standardBlocks[0]!;
  const engineOf = ({engine: name}: Case) => engine({parameters: name === 'eager' ? 5 : 6}, {});
  await expect(compare([eager!, pytorch!], engineOf, {rounds: 1, seconds: 1})).rejects.toThrow(
    'the models differ: 5 parameters (eager on cpu, ntm-feedforward, batch 1), 6 parameters (pytorch on cpu',
  );
});

test('processes take turns, and divide their time among the rounds', async () => {
  const turns: string[] = [];
  const fake = (name: string, steps: number) => ({
    async measure(seconds: number) {
      turns.push(`${name} ${seconds}`);
      return {steps, seconds: 2, memory: turns.length};
    },
  });
  expect(await measureInRounds([fake('a', 1), fake('b', 6)], 2, 3)).toEqual([
    [
      {steps: 1, seconds: 2, memory: 1},
      {steps: 1, seconds: 2, memory: 3},
    ],
    [
      {steps: 6, seconds: 2, memory: 2},
      {steps: 6, seconds: 2, memory: 4},
    ],
  ]);
  expect(turns).toEqual(['a 1.5', 'b 1.5', 'a 1.5', 'b 1.5']);
});
