import {expect, test} from 'vitest';
import {distance, visions} from '../fixtures/colorVision.js';
import {COLOURS} from './seriesColors.js';

const seers = Object.entries(visions).filter(([name]) => name !== 'no colours');

test.each(seers)('a reader with %s tells every two series apart', (_, seenAs) => {
  for (const [index, one] of COLOURS.entries()) {
    for (const other of COLOURS.slice(index + 1)) {
      expect(distance(seenAs(one), seenAs(other)), `${one} and ${other}`).toBeGreaterThan(15);
    }
  }
});

test('every series is seen on white', () => {
  for (const colour of COLOURS) expect(visions['no colours']!(colour)[0]).toBeLessThan(72);
});
