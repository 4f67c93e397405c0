import type {ColourScale} from './colours.js';
import {number} from './phase.js';

/** What the colours of a map mean: the numbers at both ends. */
export function Legend({scale: {min, max, gradient}}: {readonly scale: ColourScale}) {
  return (
    <small class="legend">
      {number(min)}
      <i style={{background: gradient}} />
      {number(max)}
    </small>
  );
}
