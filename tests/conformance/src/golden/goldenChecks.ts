import {accessChecks} from './accesses.js';
import {addressingChecks} from './addressing.js';
import type {GoldenCheck} from './goldenCheck.js';
import {headChecks} from './heads.js';
import {machineChecks} from './machines.js';

/** All checks against golden files, from parts to whole networks. */
export const goldenChecks: readonly GoldenCheck[] = [
  ...addressingChecks,
  ...headChecks,
  ...machineChecks,
  ...accessChecks,
];
