import {useEffect, useRef} from 'preact/hooks';
import type {ColorScale} from './colors.js';

export interface HeatMapProps {
  /** Describes the map to screen readers. */
  readonly label: string;
  /** `[columns, rows]`, column by column. */
  readonly values: Float32Array;
  readonly columns: number;
  readonly rows: number;
  readonly scale: ColorScale;
  /** The rows that are shown, from top to bottom; defaults to all. */
  readonly shown?: readonly number[] | undefined;
  /** The height of a row in pixels. */
  readonly rowHeight: number;
  /** Called with the cell that was clicked. */
  readonly onPick?: ((column: number, row: number) => void) | undefined;
  /** Cells with a frame. */
  readonly marks?: readonly {readonly column: number; readonly row: number}[] | undefined;
}

/** A matrix as colors, with columns from left to right; it fills the available width. */
export function HeatMap(props: HeatMapProps) {
  const {label, columns, rows, rowHeight, onPick, shown} = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const visible = shown ?? Array.from({length: rows}, (_, row) => row);
  useEffect(() => paint(canvas.current!, props, visible));
  const pick = (event: MouseEvent) => {
    const {left, top, width, height} = canvas.current!.getBoundingClientRect();
    const column = Math.floor(((event.clientX - left) / width) * columns);
    const index = Math.floor(((event.clientY - top) / height) * visible.length);
    const row = visible[Math.min(visible.length - 1, Math.max(0, index))]!;
    onPick?.(Math.min(columns - 1, Math.max(0, column)), row);
  };
  return (
    <div class="map" style={{height: `${visible.length * rowHeight}px`}}>
      <canvas
        ref={canvas}
        width={columns}
        height={visible.length}
        role="img"
        aria-label={label}
        class={onPick === undefined ? undefined : 'pickable'}
        onClick={onPick === undefined ? undefined : pick}
      />
      {props.marks?.map(({column, row}) => {
        const index = visible.indexOf(row);
        if (index < 0) return null;
        const style = {
          left: `${(100 * column) / columns}%`,
          width: `${100 / columns}%`,
          top: `${(100 * index) / visible.length}%`,
          height: `${100 / visible.length}%`,
        };
        return <i key={`${column} ${row}`} class="mark" style={style} />;
      })}
    </div>
  );
}

/** Paints one pixel for each cell; the browser scales them. */
function paint(
  canvas: HTMLCanvasElement,
  {values, columns, rows, scale}: HeatMapProps,
  shown: readonly number[],
): void {
  const context = canvas.getContext('2d', {willReadFrequently: true})!; // small enough to stay off the GPU
  const image = context.createImageData(columns, shown.length);
  for (const [index, row] of shown.entries()) {
    for (let column = 0; column < columns; column++) {
      const [red, green, blue] = scale.of(values[column * rows + row]!);
      image.data.set([red, green, blue, 255], 4 * (index * columns + column));
    }
  }
  context.putImageData(image, 0, 0);
}
