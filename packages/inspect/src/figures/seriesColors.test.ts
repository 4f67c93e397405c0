import {expect, test} from 'vitest';
import {distance, visions} from '../fixtures/colorVision.js';
import {COLORS} from './seriesColors.js';

const seers = Object.entries(visions).filter(([name]) => name !== 'no colors');

test.each(seers)('a reader with %s tells every two series apart', (_, seenAs) => {
  for (const [index, one] of COLORS.entries()) {
    for (const other of COLORS.slice(index + 1)) {
      expect(distance(seenAs(one), seenAs(other)), `${one} and ${other}`).toBeGreaterThan(15);
    }
  }
});

test('every series is seen on white', () => {
  for (const color of COLORS) expect(visions['no colors']!(color)[0]).toBeLessThan(72);
});
