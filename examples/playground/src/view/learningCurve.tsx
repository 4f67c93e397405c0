import {useEffect, useRef} from 'preact/hooks';
import UPlot from 'uplot';
import type {Session} from '../state/session.js';
import type {CurvePoint} from '../worker/protocol.js';
import {number} from './text.js';

/** Bits below which the axis is linear; above it is logarithmic. */
const LINEAR_BELOW = 0.1;

const HEIGHT = 220;

/** Bits a sequence against training sequences, for the network and for the LSTM it is compared with. */
export function LearningCurve({session}: {readonly session: Session}) {
  const container = useRef<HTMLDivElement>(null);
  const chart = useRef<UPlot | undefined>(undefined);
  const own = session.progress.value?.curve ?? [];
  const lstm = session.comparison.progress.value?.curve ?? [];
  useEffect(() => {
    const element = container.current!;
    const make = () => {
      chart.current?.destroy();
      chart.current = new UPlot(optionsFor(element), dataOf([], []), element);
      chart.current.setData(
        dataOf(session.progress.peek()?.curve ?? [], session.comparison.progress.peek()?.curve ?? []),
      );
    };
    make();
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', make);
    const observer = new ResizeObserver(() =>
      chart.current?.setSize({width: element.clientWidth, height: HEIGHT}),
    );
    observer.observe(element);
    return () => {
      dark.removeEventListener('change', make);
      observer.disconnect();
      chart.current?.destroy();
    };
  }, [session]);
  useEffect(() => chart.current?.setData(dataOf(own, lstm)));
  return (
    <figure class="curve" hidden={own.length + lstm.length === 0}>
      <div
        ref={container}
        role="img"
        aria-label={`Learning curve. ${curveSummary('This network', own)} ${curveSummary('LSTM', lstm)}`}
      />
      <figcaption>
        <span class="key own">this network</span> <span class="key lstm">LSTM</span> mean of the last 1 000
        sequences
      </figcaption>
    </figure>
  );
}

function curveSummary(name: string, points: readonly CurvePoint[]): string {
  const last = points.at(-1);
  return last === undefined
    ? `${name}: not trained yet.`
    : `${name}: ${number(last.bits)} bits after ${number(last.sequences)} sequences.`;
}

/** Both curves on one axis of sequences, with null where only the other has a point. */
function dataOf(own: readonly CurvePoint[], lstm: readonly CurvePoint[]): UPlot.AlignedData {
  const tables = [own, lstm].map(
    (points): UPlot.AlignedData => [points.map(({sequences}) => sequences), points.map(({bits}) => bits)],
  );
  return UPlot.join(tables);
}

function optionsFor(element: HTMLElement): UPlot.Options {
  const style = getComputedStyle(element);
  const color = (name: string) => style.getPropertyValue(name).trim();
  const axis = {
    stroke: color('--text'),
    grid: {stroke: color('--line'), width: 1},
    ticks: {stroke: color('--line'), width: 1},
  };
  const text = (_: UPlot, values: number[]) => values.map((value) => (value === null ? '' : number(value)));
  return {
    width: element.clientWidth,
    height: HEIGHT,
    legend: {show: false},
    cursor: {show: false},
    scales: {
      x: {time: false, range: (_, __, max) => [0, Math.max(max ?? 0, 100)]},
      y: {distr: 4, asinh: LINEAR_BELOW, range: (_, __, max) => [0, Math.max(max ?? 0, 1)]},
    },
    axes: [
      {...axis, values: text, label: 'sequences', labelSize: 18, size: 34, space: 70},
      {
        ...axis,
        values: text,
        label: 'bits a sequence',
        labelSize: 20,
        size: 52,
        filter: (_, splits) => splits.map((value) => (value < 0 ? null : value)),
      },
    ],
    series: [
      {},
      {stroke: color('--own'), width: 2, spanGaps: true, points: {show: false}},
      {stroke: color('--lstm'), width: 2, spanGaps: true, points: {show: false}},
    ],
  };
}
