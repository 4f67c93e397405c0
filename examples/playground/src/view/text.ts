import type {EpisodeResult} from '../worker/protocol.js';

/** The phase of a step. */
export function phaseOf({episode: {mask}}: Pick<EpisodeResult, 'episode'>, step: number): string {
  return mask[step] ? 'answer' : 'input';
}

/** Formats a number with few digits. */
export function number(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString('en').replaceAll(',', ' ');
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
