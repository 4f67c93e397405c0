import {requireChoice} from '@ntmjs/arguments';
import type {ArchitectureOptions} from './architecture.js';
import {attention} from './attention.js';
import {deque, queue, stack} from './continuous.js';
import {delta} from './delta.js';
import {dnc} from './dnc.js';
import {lstm} from './lstm.js';
import {mann} from './mann.js';
import {ntm} from './ntm.js';
import {sam} from './sam.js';
import {sdnc} from './sdnc.js';

/** The architectures that are built in. A new one is declared in a file of its own and listed here. */
const builtIn = [ntm, lstm, dnc, mann, sam, sdnc, delta, attention, stack, queue, deque] as const;

export type AnyArchitecture = (typeof builtIn)[number];

/** The name of an architecture: of one that is built in, or of one that `registerAccess` added, which the type does not list. */
export type ArchitectureName = AnyArchitecture['name'];

/** The models that presets exist for: those of each architecture. */
export type ModelName = {[Each in AnyArchitecture as Each['name']]: keyof Each['models']}[ArchitectureName];

const all: AnyArchitecture[] = [];
const names: ArchitectureName[] = [];

/** The architectures, those built in first, then those that `registerAccess` added. */
export const architectures: readonly AnyArchitecture[] = all;

/** Their names. */
export const architectureNames: readonly ArchitectureName[] = names;

/** Adds an architecture. */
export function addArchitecture(entry: AnyArchitecture): void {
  all.push(entry);
  names.push(entry.name);
}

for (const entry of builtIn) addArchitecture(entry);

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
