import type {Picture} from '../worker/protocol.js';

/** What happens at a step, in a word. */
export function phaseOf({episode: {mask}}: Pick<Picture, 'episode'>, step: number): string {
  return mask[step] ? 'answer' : 'input';
}

/** A number in few digits. */
export function number(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString('en').replaceAll(',', ' ');
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
