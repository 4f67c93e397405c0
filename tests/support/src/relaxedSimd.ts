import {setFlagsFromString} from 'node:v8';

/** Makes relaxed SIMD available, which Node has behind a flag before version 22. */
export function allowRelaxedSimd(): void {
  if (Number.parseInt(process.versions.node, 10) < 22) {
    setFlagsFromString('--experimental-wasm-relaxed-simd');
  }
}
