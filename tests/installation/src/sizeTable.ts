import {readFileSync, writeFileSync} from 'node:fs';
import {REPOSITORY} from './packages.js';

/** Bytes of bundles: see `compressedSize`. */
export interface SizeTable {
  /** Of all of a package. */
  readonly entries: Readonly<Record<string, number>>;
  /** Of one thing of a package. */
  readonly parts: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

const TABLE = new URL('../sizes.json', import.meta.url);
const README = `${REPOSITORY}README.md`;

/** A row of the table of packages in the README of the repository: its name and its last cell, the size. */
const ROW = /^(\| \[`((?:@ntmjs\/)?[a-z-]+)`\].*\| )([^|]*)( \|)$/gm;

/** A size in kB, as the README has it; a dash for what is not for browsers. */
export function inKilobytes(bytes: number | undefined): string {
  return bytes === undefined ? '–' : (bytes / 1000).toFixed(1);
}

export function readSizeTable(): SizeTable {
  return JSON.parse(readFileSync(TABLE, 'utf8')) as SizeTable;
}

/** The sizes that the README of the repository gives, by package. */
export function sizesInReadme(): Record<string, string> {
  const rows = [...readFileSync(README, 'utf8').matchAll(ROW)];
  return Object.fromEntries(rows.map(([, , name, size]) => [name!, size!]));
}

/** Writes the table, and the sizes in the README. */
export function writeSizeTable(table: SizeTable): void {
  writeFileSync(TABLE, `${JSON.stringify(table, null, 2)}\n`);
  const written = readFileSync(README, 'utf8').replace(
    ROW,
    (_, before: string, name: string, __, after: string) => before + inKilobytes(table.entries[name]) + after,
  );
  writeFileSync(README, written);
}
