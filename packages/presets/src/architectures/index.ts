import {requireChoice} from '@ntmjs/arguments';
import type {ArchitectureOptions} from './architecture.js';
import {deque, queue, stack} from './continuous.js';
import {dnc} from './dnc.js';
import {lstm} from './lstm.js';
import {mann} from './mann.js';
import {ntm} from './ntm.js';

/** The architectures. A new one is declared in a file of its own and listed here. */
export const architectures = [ntm, lstm, dnc, mann, stack, queue, deque] as const;

export type AnyArchitecture = (typeof architectures)[number];

export type ArchitectureName = AnyArchitecture['name'];

export const architectureNames: readonly ArchitectureName[] = architectures.map(({name}) => name);

/** The models that presets exist for: those of each architecture. */
export type ModelName = {[Each in AnyArchitecture as Each['name']]: keyof Each['models']}[ArchitectureName];

/** The architecture of a name. */
export function architectureOf(name: ArchitectureName): AnyArchitecture {
  return architectures.find((each) => each.name === name)!;
}

/**
 * The options of an architecture, by name.
 *
 * @throws ArgumentError if there is no such architecture
 */
export function optionsOf(name: ArchitectureName): ArchitectureOptions {
  return architectureOf(requireChoice('architecture', name, architectureNames)).options;
}
