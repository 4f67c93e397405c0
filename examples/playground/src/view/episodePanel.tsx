import {useMemo, useState} from 'preact/hooks';
import type {Session} from '../state/session.js';
import type {EpisodeResult} from '../worker/protocol.js';
import {scaleFor, wrongScale} from './colors.js';
import {HeatMap} from './heatMap.js';
import {Legend} from './legend.js';
import {rowRanges, shownRows} from './rows.js';
import {Scrubber} from './scrubber.js';
import {StepPanel} from './stepPanel.js';
import {number} from './text.js';

/** Limits in pixels: of the height of a map, of all memory maps together, and of a row. */
const MAP_HEIGHT = {least: 64, most: 220, together: 720};
const ROW_HEIGHT = {least: 0.5, most: 13};

/** The height of a row in one of several maps. */
function rowHeight(rows: number, maps: number): number {
  const height = Math.max(MAP_HEIGHT.least, Math.min(MAP_HEIGHT.most, MAP_HEIGHT.together / maps));
  return Math.max(ROW_HEIGHT.least, Math.min(ROW_HEIGHT.most, height / rows));
}

/** One episode: its inputs and outputs, where the heads attended, and the contents of the memory. */
export function EpisodePanel({session}: {readonly session: Session}) {
  const result = session.result.value;
  const [all, setAll] = useState(false);
  if (result === undefined) {
    return (
      <section aria-labelledby="episode-title" aria-busy="true">
        <h2 id="episode-title">Episode</h2>
        <p>Loading …</p>
      </section>
    );
  }
  const step = session.step.value;
  return (
    <section
      aria-labelledby="episode-title"
      aria-busy={!session.ready.value}
      data-wrong-bits={result.wrongBits}
      data-steps={result.episode.steps}
    >
      <h2 id="episode-title">Episode</h2>
      <p class="summary">{summary(result)}</p>
      <Maps session={session} result={result} all={all} />
      <Scrubber session={session} steps={result.episode.steps} />
      {result.heads.length > 0 && (
        <label class="check">
          <input type="checkbox" checked={all} onChange={(event) => setAll(event.currentTarget.checked)} />
          <span>Show all memory rows, not only the used ones</span>
        </label>
      )}
      <StepPanel session={session} result={result} step={step} all={all} />
    </section>
  );
}

function summary({
  wrongBits,
  wrongBitsUnchanged,
  episode,
  outputs,
  unchanged,
  trainedRows,
  view,
}: EpisodeResult): string {
  const {mask, outputSize, steps} = episode;
  const bits = mask.reduce((sum, answers) => sum + (answers ? outputSize : 0), 0);
  const rows = trainedRows === undefined ? '' : `, memory of ${view.rows ?? trainedRows} rows`;
  const text = `${steps} steps${rows}: ${number(wrongBits)} of ${number(bits)} bits wrong.`;
  if (unchanged === undefined) return text;
  const changed = outputs.filter(
    (value, index) => mask[Math.floor(index / outputSize)] && value > 0.5 !== unchanged[index]! > 0.5,
  );
  return `${text} Without your edits ${number(wrongBitsUnchanged!)} are wrong; the edits change ${changed.length} bits of the answer.`;
}

interface MapOf {
  readonly title: string;
  readonly values: Float32Array;
  readonly rows: number;
  readonly kind: 'inputs' | 'outputs' | 'wrong' | 'rows';
}

/** The maps, one below the other, with a common time axis. */
function Maps({
  session,
  result,
  all,
}: {
  readonly session: Session;
  readonly result: EpisodeResult;
  readonly all: boolean;
}) {
  const {episode, view} = result;
  const {steps} = episode;
  const maps = useMemo(() => mapsOf(result), [result]);
  const shown = useMemo(() => shownRows(result, all), [result, all]);
  const onRows = maps.filter(({kind}) => kind === 'rows').length;
  const firstAnswer = episode.mask.findIndex((answers) => answers !== 0);
  return (
    <div class="maps">
      {maps.map(({title, values, rows, kind}) => {
        const onMemory = kind === 'rows';
        const visible = onMemory ? shown : undefined;
        const count = visible?.length ?? rows;
        const scale = kind === 'wrong' ? wrongScale : scaleFor(values);
        const pick =
          kind === 'inputs'
            ? (column: number, row: number) => void session.flip(column, row)
            : onMemory
              ? (column: number, row: number) => void session.erase(column, row)
              : undefined;
        const marks =
          kind === 'inputs'
            ? view.flips.map(({step, channel}) => ({column: step, row: channel}))
            : onMemory
              ? view.erased.map((one) => ({column: one.step, row: one.row}))
              : undefined;
        return (
          <div class="strip" key={title}>
            <span class="title">
              {title}
              {visible !== undefined && <small>{rowRanges(visible)}</small>}
              {kind !== 'wrong' && <Legend scale={scale} />}
            </span>
            <HeatMap
              label={`${title}: ${steps} steps by ${count} ${onMemory ? 'rows' : 'channels'}`}
              values={values}
              columns={steps}
              rows={rows}
              scale={scale}
              shown={visible}
              rowHeight={rowHeight(count, onMemory ? onRows : 1)}
              onPick={pick}
              marks={marks}
            />
          </div>
        );
      })}
      <div class="overlay" aria-hidden="true">
        {firstAnswer > 0 && <i class="answers" style={{left: `${(100 * firstAnswer) / steps}%`}} />}
        <i class="now" style={{left: `${(100 * session.step.value) / steps}%`, width: `${100 / steps}%`}} />
      </div>
    </div>
  );
}

function mapsOf({episode, outputs, heads, rowValues}: EpisodeResult): MapOf[] {
  const {inputs, inputSize, targets, outputSize, mask} = episode;
  const answering = (values: Float32Array) =>
    values.map((value, index) => value * mask[Math.floor(index / outputSize)]!);
  return [
    {title: 'inputs', values: inputs, rows: inputSize, kind: 'inputs'},
    {title: 'targets', values: answering(targets), rows: outputSize, kind: 'outputs'},
    {title: 'outputs', values: answering(outputs), rows: outputSize, kind: 'outputs'},
    {
      title: 'wrong',
      values: answering(outputs.map((value, index) => Number(value > 0.5 !== targets[index]! > 0.5))),
      rows: outputSize,
      kind: 'wrong',
    },
    ...Object.entries(rowValues).map(
      ([title, {data, shape}]): MapOf => ({title, values: data, rows: shape[1]!, kind: 'rows'}),
    ),
    ...heads.flatMap(({label, values: {weighting}}): MapOf[] =>
      weighting === undefined
        ? []
        : [{title: label, values: weighting.data, rows: weighting.shape[1]!, kind: 'rows'}],
    ),
  ];
}
