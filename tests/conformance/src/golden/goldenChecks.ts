import {accessChecks} from './accesses.js';
import {addressingChecks} from './addressing.js';
import type {GoldenCheck} from './goldenCheck.js';
import {headChecks} from './heads.js';
import {machineChecks} from './machines.js';

/** Everything that golden files say, from the parts to the whole. */
export const goldenChecks: readonly GoldenCheck[] = [
  ...addressingChecks,
  ...headChecks,
  ...machineChecks,
  ...accessChecks,
];
