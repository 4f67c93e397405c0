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

/** The frames of an animation at which something is there: from one to before another. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** An element that hides itself at all frames but these. */
type Shown = (element: string, span: Span) => string;

/**
 * Images one after the other, again and again, as one SVG without a script: what is the same in several frames is there once, and shows
 * itself, by a CSS animation of its visibility, as long as those frames last. Cells that change nothing but their color are painted over, those
 * of a frame all at once: so there are few animations, also of many cells. Where readers want less motion, or a program knows no
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
  const shown: Shown = (element, {from, to}) => {
    lengths.add(to - from);
    const hidden = from <= still && still < to ? '' : ' visibility="hidden"';
    return withAttributes(element, `class="from${from} for${to - from}"${hidden}`);
  };
  const body: string[] = [];
  for (let index = 0; index < first.length; ) {
    const end = endOfCells(columns, index);
    if (end > index)
      body.push(
        paintedCells(
          columns.map((pieces) => pieces.slice(index, end).map(cellOf)),
          shown,
        ),
      );
    else
      body.push(
        versionsOf(
          columns.map((pieces) => pieces[index]!),
          shown,
        ),
      );
    index = Math.max(end, index + 1);
  }
  const style = styleOf(frames.length, [...lengths], secondsPerFrame);
  const attributes = `class="frames" role="img" aria-label="${attributeText(description)}"`;
  return body
    .join('')
    .replace(/^<svg[^>]*>/, (tag) => `${withAttributes(tag, attributes)}<style>${style}</style>`);
}

/** A piece of an image that is a cell of one color, without a rim. */
interface Cell {
  readonly shape: string;
  readonly color: string;
}

const CELL = /^<path d="([^"]*)" fill="(#\w{6})"\/>$/;

function cellOf(piece: string): Cell {
  const [, shape, color] = CELL.exec(piece)!;
  return {shape: shape!, color: color!};
}

/** The place after the last of the cells that begin at a place, and are of the same shapes in all frames. */
function endOfCells(columns: readonly (readonly string[])[], start: number): number {
  const [first] = columns as [readonly string[]];
  let end = start;
  while (end < first.length) {
    const shape = CELL.exec(first[end]!)?.[1];
    if (shape === undefined || columns.some((pieces) => CELL.exec(pieces[end]!)?.[1] !== shape)) break;
    end++;
  }
  return end;
}

/** Cells side by side, and over them at each frame those that change their colors, to the end. */
function paintedCells(frames: readonly (readonly Cell[])[], shown: Shown): string {
  return frames
    .map((cells, from) => {
      if (from === 0) return pathsOf(cells);
      const changed = cells.filter(({color}, index) => color !== frames[from - 1]![index]!.color);
      return changed.length === 0 ? '' : shown(`<g>${pathsOf(changed)}</g>`, {from, to: frames.length});
    })
    .join('');
}

/** Cells as one path for each of their colors. */
function pathsOf(cells: readonly Cell[]): string {
  const colors = new Map<string, string>();
  for (const {shape, color} of cells) colors.set(color, (colors.get(color) ?? '') + shape);
  return [...colors].map(([color, shapes]) => `<path d="${shapes}" fill="${color}"/>`).join('');
}

/** The versions that a piece has in the frames, each as long as it lasts. */
function versionsOf(versions: readonly string[], shown: Shown): string {
  const [first] = versions as [string];
  if (versions.every((version) => version === first)) return first;
  return runsOf(versions)
    .map(({value, ...span}) => {
      if (/^<\w.*(?:\/>|<\/text>)$/s.test(value)) return shown(value, span);
      throw new ArgumentError('frames', 'images that differ only in shapes and texts', value.slice(0, 60));
    })
    .join('');
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
function runsOf(values: readonly string[]): (Span & {readonly value: string})[] {
  const runs: {value: string; from: number; to: number}[] = [];
  for (const [index, value] of values.entries()) {
    const last = runs.at(-1);
    if (last?.value === value) last.to = index + 1;
    else runs.push({value, from: index, to: index + 1});
  }
  return runs;
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
