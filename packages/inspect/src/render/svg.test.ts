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

test('an image has no more decimals than are seen, and short colors; its texts and labels keep their numbers', async () => {
  const svg = await toSvg({
    title: '0.12345',
    data: {
      values: [
        {x: 1, shade: 0.12345},
        {x: 2, shade: 0.5},
        {x: 3, shade: 1},
      ],
    },
    mark: 'rect',
    encoding: {
      x: {field: 'x', type: 'ordinal', scale: {padding: 0.123}},
      color: {field: 'shade', type: 'quantitative', scale: {scheme: 'viridis'}},
    },
  });
  expect(svg).toContain('>0.12345</text>');
  expect(svg).toContain('shade: 0.12345"');
  const marks = [...svg.matchAll(/aria-roledescription="rect mark" d="([^"]*)" fill="([^"]*)"/g)];
  expect(marks).toHaveLength(3);
  for (const [, path, fill] of marks) {
    expect(path).toMatch(/\.\d/);
    expect(path).not.toMatch(/\.\d{3}/);
    expect(fill).toMatch(/^#[0-9a-f]{6}$/);
  }
});

test('what is no specification is an error', async () => {
  await expect(toSvg({mark: 'bar'} as never)).resolves.toContain('<svg');
  await expect(toSvg({} as never)).rejects.toThrow('Invalid specification');
});
