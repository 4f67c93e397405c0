import type {ColorScale} from './colors.js';
import {number} from './text.js';

/** The colors of a map, and the values at both ends. */
export function Legend({scale: {min, max, gradient}}: {readonly scale: ColorScale}) {
  return (
    <small class="legend">
      {number(min)}
      <i style={{background: gradient}} />
      {number(max)}
    </small>
  );
}
