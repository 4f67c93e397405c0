import {expect, test} from 'vitest';
import {compactSvg, toSvg} from './svg.js';

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
  const withoutRow = {mark: 'bar', data: {values: [undefined]}, encoding: {}};
  await expect(toSvg(withoutRow as never)).rejects.toThrow(/^spec must be a Vega-Lite specification \(/);
});

test.each([
  ['M41.8,-0.19999999999999996h7.4v1.4h-7.4Z', 'M41.8,-0.2h7.4v1.4h-7.4Z'],
  ['M0,0L10.005001,-3.14159L100,20', 'M0,0L10.01,-3.14L100,20'],
  ['M-0.001,1e-7L-1.5e-9,2.5e-1', 'M0,0L0,0.25'],
  ['M1.23456,0A2.56789,2.56789,0,1,1,-1.23456,0', 'M1.23,0A2.57,2.57,0,1,1,-1.23,0'],
  ['', ''],
])('the path %s is rounded', (path, rounded) => {
  expect(compactSvg(`<g><path class="a" d="${path}" opacity="1"/></g>`)).toBe(
    `<g><path class="a" d="${rounded}" opacity="1"/></g>`,
  );
});

test('a translation is rounded, a rotation and a scale are not', () => {
  const rest = ') rotate(-12.3456) scale(0.0012,0.0034)"/>';
  expect(compactSvg(`<g transform="translate(-7,64.3189407662077${rest}`)).toBe(
    `<g transform="translate(-7,64.32${rest}`,
  );
});

test.each(['fill', 'stroke', 'stop-color'])('the color of a %s is written short', (name) => {
  expect(compactSvg(`<path ${name}="rgb(69, 5, 188)" d="M0,0"/>`)).toBe(`<path ${name}="#4505bc" d="M0,0"/>`);
});

test.each([
  '<path fill="rgba(69, 5, 188, 0.125)" stroke="#888" opacity="0.12345"/>',
  '<path fill="url(#gradient_0)" stroke="none" stroke-width="0.12345"/>',
  '<stop offset="0.12345"/>',
  '<g aria-label="loss: 0.12345; fill=&quot;rgb(1, 2, 3)&quot; d=&quot;M0.12345&quot;"/>',
  '<g aria-label="rgb(1, 2, 3)"/>',
  '<text>0.12345, fill="rgb(1, 2, 3)", d="M0.12345", transform="translate(0.12345)"</text>',
])('unchanged: %s', (svg) => {
  expect(compactSvg(svg)).toBe(svg);
});
