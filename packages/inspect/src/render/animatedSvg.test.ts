import {describeInChromium} from '@ntmjs/test-support/chromium';
import {expect, test} from 'vitest';
import {animatedSvg} from './animatedSvg.js';

const frame = (content: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" class="marks" width="60" height="20"><g transform="translate(1,2)">${content}</g></svg>`;

const dot = (x: number) => `<path d="M${x},0h1v1h-1Z"/>`;

const frames = [
  frame(`<text x="0">step <tspan>0</tspan></text>${dot(1)}${dot(9)}`),
  frame(`<text x="0">step <tspan>1</tspan></text>${dot(1)}${dot(9)}`),
  frame(`<text x="0">step <tspan>2</tspan></text>${dot(2)}${dot(9)}`),
  frame(`<text x="0">step <tspan>3</tspan></text>${dot(1)}${dot(9)}`),
];
const args = {frames, still: 2, secondsPerFrame: 0.5, description: 'dots "&" steps'};

test('elements shared by frames appear once, and are hidden unless they are in the still frame', () => {
  const svg = animatedSvg(args);
  const body = svg.replace(/^.*<\/style>/s, '');
  expect(body).toBe(
    '<g transform="translate(1,2)">' +
      '<text class="from0 for1" visibility="hidden" x="0">step <tspan>0</tspan></text>' +
      '<text class="from1 for1" visibility="hidden" x="0">step <tspan>1</tspan></text>' +
      '<text class="from2 for1" x="0">step <tspan>2</tspan></text>' +
      '<text class="from3 for1" visibility="hidden" x="0">step <tspan>3</tspan></text>' +
      '<path class="from0 for2" visibility="hidden" d="M1,0h1v1h-1Z"/>' +
      '<path class="from2 for1" d="M2,0h1v1h-1Z"/>' +
      '<path class="from3 for1" visibility="hidden" d="M1,0h1v1h-1Z"/>' +
      '<path d="M9,0h1v1h-1Z"/></g></svg>',
  );
  expect(svg).toMatch(
    /^<svg class="frames" role="img" aria-label="dots &quot;&amp;&quot; steps" xmlns="[^"]*" width="60" height="20"><style>/,
  );
});

test('cells that change their colors are painted over, those of a frame at once', () => {
  const cell = (x: number, color: string) => `<path d="M${x},0h1v1h-1Z" fill="${color}"/>`;
  const colors = [
    ['#111111', '#111111', '#222222'],
    ['#111111', '#333333', '#333333'],
    ['#111111', '#333333', '#333333'],
    ['#111111', '#111111', '#333333'],
  ];
  const cells = colors.map((frameColors) =>
    frame(frameColors.map((color, index) => cell(index, color)).join('')),
  );
  const body = animatedSvg({...args, frames: cells}).replace(/^.*<\/style>/s, '');
  expect(body).toBe(
    '<g transform="translate(1,2)">' +
      '<path d="M0,0h1v1h-1ZM1,0h1v1h-1Z" fill="#111111"/><path d="M2,0h1v1h-1Z" fill="#222222"/>' +
      '<g class="from1 for3"><path d="M1,0h1v1h-1ZM2,0h1v1h-1Z" fill="#333333"/></g>' +
      '<g class="from3 for1" visibility="hidden"><path d="M1,0h1v1h-1Z" fill="#111111"/></g>' +
      '</g></svg>',
  );
});

test('rejects frames that do not match', () => {
  const refused = (other: string) => () => animatedSvg({...args, frames: [...frames, other]});
  expect(refused(frame(dot(1)))).toThrow('frames must be images of 7 elements each, got 5');
  expect(refused(frames[0]!.replace('translate(1,2)', 'translate(3,2)'))).toThrow(
    'frames must be images that differ only in shapes and texts, got "<g transform=',
  );
});

describeInChromium('a browser', (browser) => {
  /** The texts and paths that are seen at moments of the animation, in seconds. */
  async function seenAt(seconds: readonly number[], reducedMotion: 'reduce' | 'no-preference') {
    const page = await browser().newPage({reducedMotion});
    try {
      await page.setContent(animatedSvg(args));
      return await page.evaluate((seconds) => {
        const {animations, elements} = {
          animations: document.getAnimations(),
          elements: [...document.querySelectorAll('text, path')],
        };
        return seconds.map((second) => {
          for (const animation of animations) {
            animation.pause();
            animation.currentTime = 1000 * second;
          }
          return elements
            .filter((element) => getComputedStyle(element).visibility === 'visible')
            .map((element) => element.getAttribute('d') ?? element.textContent);
        });
      }, seconds);
    } finally {
      await page.close();
    }
  }

  const shown = [
    ['step 0', 'M1,0h1v1h-1Z', 'M9,0h1v1h-1Z'],
    ['step 1', 'M1,0h1v1h-1Z', 'M9,0h1v1h-1Z'],
    ['step 2', 'M2,0h1v1h-1Z', 'M9,0h1v1h-1Z'],
    ['step 3', 'M1,0h1v1h-1Z', 'M9,0h1v1h-1Z'],
  ];

  test('shows one frame after the other, and begins again', async () => {
    const seen = await seenAt(
      [0.01, 0.49, 0.51, 0.99, 1.01, 1.49, 1.51, 1.99, 2.01, 1001.25],
      'no-preference',
    );
    expect(seen).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 0, 2].map((index) => shown[index]));
  });

  test('stays at the still frame where less motion is wanted', async () => {
    expect(await seenAt([0, 0.6], 'reduce')).toEqual([shown[2], shown[2]]);
  });
});
