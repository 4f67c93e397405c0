import type {ColorScale} from './colors.js';
import {number} from './phase.js';

/** What the colors of a map mean: the numbers at both ends. */
export function Legend({scale: {min, max, gradient}}: {readonly scale: ColorScale}) {
  return (
    <small class="legend">
      {number(min)}
      <i style={{background: gradient}} />
      {number(max)}
    </small>
  );
}
