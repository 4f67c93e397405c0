import {requireInteger} from '@ntmjs/arguments';

/** The most layers of a network: each has tensors and operations of its own at every step. */
const MAX_LAYERS = 256;

/** Returns a number of layers if it is from 1 to 256; throws an `ArgumentError` otherwise. */
export function requireLayers(argument: string, layers: unknown): number {
  return requireInteger(argument, layers, {min: 1, max: MAX_LAYERS});
}
