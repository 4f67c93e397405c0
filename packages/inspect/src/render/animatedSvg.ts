import {ArgumentError} from '@ntmjs/arguments';

/** The frames of an animation. */
export interface AnimatedSvgArgs {
  /** Images with the same elements in the same groups, which differ only in their shapes and texts. */
  readonly frames: readonly string[];
  /** The frame to show where nothing should move. */
  readonly still: number;
  /** The duration of each frame, in seconds. */
  readonly secondsPerFrame: number;
  /** The description for assistive technology. */
  readonly description: string;
}

/** The frames at which an element is visible: `from` included, `to` excluded. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** Makes an element visible only at these frames. */
type ShowDuring = (element: string, span: Span) => string;

/**
 * Images in a loop, as one SVG without a script. An element that is the same in several frames occurs once, and a CSS animation makes it
 * visible during those frames. Cells that change only their color are painted over, all cells of a frame together, so that an image with many
 * cells has few animations. If readers prefer reduced motion, or a program does not support animations, the still frame is visible.
 *
 * An element of the class `controlled` moves even then: a page that adds the class must respect the preference itself.
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
  const showDuring: ShowDuring = (element, {from, to}) => {
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
          showDuring,
        ),
      );
    else
      body.push(
        versionsOf(
          columns.map((pieces) => pieces[index]!),
          showDuring,
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

/** A cell of one color, without a stroke. */
interface Cell {
  readonly shape: string;
  readonly color: string;
}

const CELL = /^<path d="([^"]*)" fill="(#\w{6})"\/>$/;

function cellOf(piece: string): Cell {
  const [, shape, color] = CELL.exec(piece)!;
  return {shape: shape!, color: color!};
}

/** The index after the last of the cells from `start` on that have the same shapes in all frames. */
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

/** The cells of the first frame, and over them, from each frame on, the cells that changed their color. */
function paintedCells(frames: readonly (readonly Cell[])[], showDuring: ShowDuring): string {
  return frames
    .map((cells, from) => {
      if (from === 0) return pathsOf(cells);
      const changed = cells.filter(({color}, index) => color !== frames[from - 1]![index]!.color);
      return changed.length === 0 ? '' : showDuring(`<g>${pathsOf(changed)}</g>`, {from, to: frames.length});
    })
    .join('');
}

/** One path for the cells of each color. */
function pathsOf(cells: readonly Cell[]): string {
  const colors = new Map<string, string>();
  for (const {shape, color} of cells) colors.set(color, (colors.get(color) ?? '') + shape);
  return [...colors].map(([color, shapes]) => `<path d="${shapes}" fill="${color}"/>`).join('');
}

/** The versions of a piece in the frames, each visible while it lasts. */
function versionsOf(versions: readonly string[], showDuring: ShowDuring): string {
  const [first] = versions as [string];
  if (versions.every((version) => version === first)) return first;
  return runsOf(versions)
    .map(({value, ...span}) => {
      if (/^<\w.*(?:\/>|<\/text>)$/s.test(value)) return showDuring(value, span);
      throw new ArgumentError('frames', 'images that differ only in shapes and texts', value.slice(0, 60));
    })
    .join('');
}

/** Adds attributes to an element, in which a class replaces its class. */
function withAttributes(element: string, attributes: string): string {
  return element.replace(/^<\w+[^>]*/, (tag) =>
    tag.replace(/ class="[^"]*"/, '').replace(/^<\w+/, (start) => `${start} ${attributes}`),
  );
}

/** Splits an image into elements with their text, and tags of elements that contain others. */
function piecesOf(svg: string): string[] {
  return svg.match(/<text\b[^>]*>.*?<\/text>|<[^>]*>|[^<]+/gs) ?? [];
}

/** Runs of equal values, each with its first index and the index after its last. */
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
 * The times at which elements are visible: `from3` begins with frame 3, `for5` lasts five frames. Each animation takes as long as all
 * frames; a negative delay makes it restart at its first frame.
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
