import {requireChoice} from '@ntmjs/arguments';
import type {Part} from './part.js';

const parts: Readonly<Record<string, () => Promise<Part>>> = {
  kills: async () => (await import('./kills/part.js')).kills,
  files: async () => (await import('./files/part.js')).files,
  commands: async () => (await import('./arguments/commands.js')).commands,
  entrances: async () => (await import('./arguments/entrances.js')).entrances,
  seeds: async () => (await import('./seeds/part.js')).seeds,
  compiled: async () => (await import('./steps/part.js')).compiledSteps,
  eager: async () => (await import('./steps/part.js')).eagerSteps,
  tfjs: async () => (await import('./tfjs/part.js')).tfjsPaths,
};

/** The names of the parts, in the order in which they run. */
export const partNames = Object.keys(parts);

/**
 * Loads a part and what it tortures.
 *
 * @throws ArgumentError if there is no such part
 */
export function loadPart(name: string): Promise<Part> {
  return parts[requireChoice('part', name, partNames)]!();
}
