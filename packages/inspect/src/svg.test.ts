import {expect, test} from 'vitest';
import {toSvg} from './svg.js';

test('a specification becomes an image with its marks', async () => {
  const svg = await toSvg({
    data: {
      values: [
        {x: 1, y: 2},
        {x: 2, y: 4},
      ],
    },
    mark: {type: 'rect', width: 4, height: 4},
    encoding: {x: {field: 'x', type: 'quantitative'}, y: {field: 'y', type: 'quantitative', title: 'height'}},
  });
  expect(svg).toMatch(/^<svg .*<\/svg>$/s);
  expect(svg).toContain('>height</text>');
  expect([...svg.matchAll(/aria-roledescription="rect mark"/g)]).toHaveLength(2);
});

test('what is no specification is an error', async () => {
  await expect(toSvg({mark: 'bar'} as never)).resolves.toContain('<svg');
  await expect(toSvg({} as never)).rejects.toThrow('Invalid specification');
});
