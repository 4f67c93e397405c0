import {ArgumentError} from '@ntmjs/arguments';

/** Images one after the other as one. */
export interface AnimatedSvgArgs {
  /** Images that differ in nothing but what their shapes and texts are: as many elements each, in the same groups. */
  readonly frames: readonly string[];
  /** The frame that stays where nothing should move. */
  readonly still: number;
  /** For how long each frame is shown, in seconds. */
  readonly secondsPerFrame: number;
  /** What is said of the image to those who do not see it. */
  readonly description: string;
}

/**
 * Images one after the other, again and again, as one SVG without a script: what is the same in several frames is there once, and shows
 * itself, by a CSS animation of its visibility, as long as those frames last. Where readers want less motion, or a program knows no
 * animations, the still frame stays.
 *
 * An element of the class `controlled` moves even then: a page that adds it takes care of that itself.
 *
 * @throws ArgumentError if the frames do not have the same elements
 */
export function animatedSvg({frames, still, secondsPerFrame, description}: AnimatedSvgArgs): string {
  const columns = frames.map(piecesOf);
  const [first] = columns as [string[]];
  const differing = columns.find(({length}) => length !== first.length);
  if (differing !== undefined)
    throw new ArgumentError('frames', `images of ${first.length} elements each`, differing.length);
  const lengths = new Set<number>();
  const body = first
    .map((piece, index) => {
      const versions = columns.map((pieces) => pieces[index]!);
      if (versions.every((version) => version === piece)) return piece;
      return runsOf(versions)
        .map(({value, from, to}) => {
          lengths.add(to - from);
          return shownFor(value, from, to, from <= still && still < to);
        })
        .join('');
    })
    .join('');
  const style = styleOf(frames.length, [...lengths], secondsPerFrame);
  const attributes = `class="frames" role="img" aria-label="${attributeText(description)}"`;
  return body.replace(/^<svg[^>]*>/, (tag) => `${withAttributes(tag, attributes)}<style>${style}</style>`);
}

/** An element with these attributes, a class among them, for the class that it has. */
function withAttributes(element: string, attributes: string): string {
  return element.replace(/^<\w+[^>]*/, (tag) =>
    tag.replace(/ class="[^"]*"/, '').replace(/^<\w+/, (start) => `${start} ${attributes}`),
  );
}

/** An image in pieces that come one after the other: an element with its text, or a tag of what holds others. */
function piecesOf(svg: string): string[] {
  return svg.match(/<text\b[^>]*>.*?<\/text>|<[^>]*>|[^<]+/gs) ?? [];
}

/** Equal values in a row as one, with its first place and the place after its last. */
function runsOf(values: readonly string[]): {value: string; from: number; to: number}[] {
  const runs: {value: string; from: number; to: number}[] = [];
  for (const [index, value] of values.entries()) {
    const last = runs.at(-1);
    if (last?.value === value) last.to = index + 1;
    else runs.push({value, from: index, to: index + 1});
  }
  return runs;
}

/** An element that is there in the frames from `from` to before `to`. */
function shownFor(element: string, from: number, to: number, isStill: boolean): string {
  if (!/^<\w.*(?:\/>|<\/text>)$/s.test(element)) {
    throw new ArgumentError('frames', 'images that differ only in shapes and texts', element.slice(0, 60));
  }
  const hidden = isStill ? '' : ' visibility="hidden"';
  return withAttributes(element, `class="from${from} for${to - from}"${hidden}`);
}

/**
 * When elements show themselves: `from3` begins with the third frame, `for5` lasts five. Each animation is as long as all frames, and
 * began so long ago that it begins again when it should.
 */
function styleOf(frames: number, lengths: readonly number[], seconds: number): string {
  const all = frames * seconds;
  return [
    `.frames [class^=from]{animation:${rounded(all)}s step-end infinite}`,
    ...Array.from(
      {length: frames},
      (_, from) => `.frames .from${from}{animation-delay:${rounded(from * seconds - all)}s}`,
    ),
    ...lengths.map(
      (length) =>
        `.frames .for${length}{animation-name:for${length}}` +
        `@keyframes for${length}{0%{visibility:visible}${rounded((100 * length) / frames)}%,to{visibility:hidden}}`,
    ),
    '@media (prefers-reduced-motion:reduce){.frames:not(.controlled) [class^=from]{animation:none}}',
  ].join('');
}

function rounded(value: number): number {
  return Number(value.toFixed(4));
}

function attributeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
