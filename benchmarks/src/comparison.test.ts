import {expect, test} from 'vitest';
import {standardCases} from './cases.js';
import {compare} from './comparison.js';

/** An engine whose every step takes half a second, of a model with that many parameters. */
function engine(parameters: number, versions: Record<string, string>) {
  const program = `
    console.log(${JSON.stringify(JSON.stringify({parameters, versions}))});
    require('node:readline').createInterface({input: process.stdin}).on('line', (line) => {
      const {seconds} = JSON.parse(line);
      console.log(JSON.stringify({steps: 2 * seconds, seconds}));
    });`;
  return {command: () => [process.execPath, '-e', program] as const};
}

test('cases are measured in sequences, and the versions gathered', async () => {
  const cases = standardCases.filter(({batch}) => batch === 16);
  const engines = {eager: engine(5, {tfjs: '1'}), pytorch: engine(5, {torch: '2'})};
  expect(await compare(cases, (item) => engines[item.engine], {rounds: 2, seconds: 8})).toEqual({
    measurements: cases.map((item) => ({case: item, rates: [32, 32], ratio: 1})),
    versions: {tfjs: '1', torch: '2'},
  });
});

test('models that differ are not compared', async () => {
  const engines = {eager: engine(5, {}), pytorch: engine(6, {})};
  const cases = standardCases.slice(1, 3);
  await expect(compare(cases, (item) => engines[item.engine], {rounds: 1, seconds: 1})).rejects.toThrow(
    'not the same model: 5 parameters (eager on cpu, ntm-feedforward, batch 1), 6 parameters (pytorch on cpu',
  );
});
