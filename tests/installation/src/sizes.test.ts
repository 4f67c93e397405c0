import {beforeAll, describe, expect, test} from 'vitest';
import {libraries, publishedPackages} from './packages.js';
import {toldToInstall} from './readmes.js';
import {compressedSize} from './size.js';
import {inKilobytes, readSizeTable, type SizeTable, sizesInReadme, writeSizeTable} from './sizeTable.js';
import {useProject} from './useProject.js';

// @module-tag full
const names = libraries.map(({name}) => name);
const project = useProject([...new Set(names.flatMap(toldToInstall))]);

/** Something small of a package, which must not bring the rest. */
const PARTS = {
  '@ntmjs/addressing': 'contentWeighting',
  '@ntmjs/inspect': 'episodeFigure',
  '@ntmjs/interchange': 'exportWeights',
  '@ntmjs/memory': 'read',
  '@ntmjs/tasks': 'copyTask',
  '@ntmjs/training': 'createOptimizer',
};

/** Bytes may differ by a twentieth, and by this many besides, before the table must be brought up to date. */
const ROOM = 100;

async function measure(): Promise<SizeTable> {
  const sizeOf = (code: string) => compressedSize(project().folder, code);
  const entries: Record<string, number> = {};
  for (const name of names) entries[name] = await sizeOf(`export * from '${name}';`);
  const parts: Record<string, Record<string, number>> = {};
  for (const [name, part] of Object.entries(PARTS)) {
    parts[name] = {[part]: await sizeOf(`export {${part}} from '${name}';`)};
  }
  return {entries, parts};
}

let measured: SizeTable;
let recorded: SizeTable;

beforeAll(async () => {
  measured = await measure();
  if (process.env.NTM_WRITE_SIZES === '1') writeSizeTable(measured);
  recorded = readSizeTable();
});

function expectSize(actual: number, expected: number | undefined): void {
  const message = `${actual} bytes, but sizes.json says ${expected}: if that is right, run with NTM_WRITE_SIZES=1`;
  expect(Math.abs(actual - expected!), message).toBeLessThanOrEqual(expected! / 20 + ROOM);
}

test('the table has every package that is for browsers, and no other', () => {
  expect(Object.keys(recorded.entries)).toEqual(names);
  expect(Object.keys(recorded.parts)).toEqual(Object.keys(PARTS));
});

test.each(names)('%s has the size in the table', (name) => {
  expectSize(measured.entries[name]!, recorded.entries[name]);
});

describe.each(Object.entries(PARTS))('of %s', (name, part) => {
  test(`${part} is as large as the table says, and leaves out more than half`, () => {
    const size = measured.parts[name]![part]!;
    expectSize(size, recorded.parts[name]?.[part]);
    expect(size).toBeLessThan(measured.entries[name]! / 2);
  });
});

test('the README of the repository gives the sizes of the table', () => {
  const expected = publishedPackages.map(({name}) => [name, inKilobytes(recorded.entries[name])]);
  expect(sizesInReadme()).toEqual(Object.fromEntries(expected));
});
