import type {RandomStream} from '../random.js';

export const BITS: readonly string[] = ['0', '1'];

/** The residues modulo 5, and the symbols of other alphabets of five. */
export const DIGITS: readonly string[] = ['0', '1', '2', '3', '4'];

/** One of the symbols, all equally likely. */
export function drawSymbol(random: RandomStream, symbols: readonly string[]): string {
  return symbols[random.integer(0, symbols.length - 1)]!;
}

/** A string of symbols, all of that length equally likely. */
export function drawString(random: RandomStream, symbols: readonly string[], length: number): string[] {
  return Array.from({length}, () => drawSymbol(random, symbols));
}

/** The residue modulo 5 of an integer. */
export function residue(value: number): number {
  return ((value % 5) + 5) % 5;
}
