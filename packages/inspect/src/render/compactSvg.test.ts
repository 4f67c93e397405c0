import {expect, test} from 'vitest';
import {compactSvg} from './compactSvg.js';

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
])('left as it is: %s', (svg) => {
  expect(compactSvg(svg)).toBe(svg);
});
