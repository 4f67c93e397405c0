import {setFlagsFromString} from 'node:v8';
import {hasRelaxedSimd} from '@ntmjs/compile';

/** Turns on relaxed SIMD in this process, which Node has behind a flag before version 22; false if it has none. */
export function allowRelaxedSimd(): boolean {
  if (!hasRelaxedSimd()) setFlagsFromString('--experimental-wasm-relaxed-simd');
  return hasRelaxedSimd();
}
