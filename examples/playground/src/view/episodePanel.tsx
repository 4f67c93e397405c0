import {useMemo, useState} from 'preact/hooks';
import type {Session} from '../state/session.js';
import type {Picture} from '../worker/protocol.js';
import {scaleFor, wrongScale} from './colors.js';
import {HeatMap} from './heatMap.js';
import {Legend} from './legend.js';
import {number} from './phase.js';
import {rowsInWords, shownRows} from './rows.js';
import {Scrubber} from './scrubber.js';
import {StepPanel} from './stepPanel.js';

/** Limits of the height of a map in pixels, of all maps of the memory together, and of a row. */
const MAP_HEIGHT = {least: 64, most: 220, together: 720};
const ROW_HEIGHT = {least: 0.5, most: 13};

/** The height of a row in one of several maps. */
function rowHeight(rows: number, maps: number): number {
  const height = Math.max(MAP_HEIGHT.least, Math.min(MAP_HEIGHT.most, MAP_HEIGHT.together / maps));
  return Math.max(ROW_HEIGHT.least, Math.min(ROW_HEIGHT.most, height / rows));
}

/** One episode: what went in and came out, where the heads attended, and what the memory held. */
export function EpisodePanel({session}: {readonly session: Session}) {
  const picture = session.picture.value;
  const [all, setAll] = useState(false);
  if (picture === undefined) {
    return (
      <section aria-labelledby="episode-title" aria-busy="true">
        <h2 id="episode-title">An episode</h2>
        <p>Loading …</p>
      </section>
    );
  }
  const step = session.step.value;
  return (
    <section
      aria-labelledby="episode-title"
      aria-busy={!session.ready.value}
      data-wrong-bits={picture.wrongBits}
      data-steps={picture.episode.steps}
    >
      <h2 id="episode-title">An episode</h2>
      <p class="verdict">{verdict(picture)}</p>
      <Maps session={session} picture={picture} all={all} />
      <Scrubber session={session} steps={picture.episode.steps} />
      {picture.heads.length > 0 && (
        <label class="check">
          <input type="checkbox" checked={all} onChange={(event) => setAll(event.currentTarget.checked)} />
          <span>Show all rows of the memory, not only those that are used</span>
        </label>
      )}
      <StepPanel session={session} picture={picture} step={step} all={all} />
    </section>
  );
}

function verdict({
  wrongBits,
  wrongBitsUnchanged,
  episode,
  outputs,
  unchanged,
  trainedRows,
  view,
}: Picture): string {
  const {mask, outputSize, steps} = episode;
  const bits = mask.reduce((sum, answers) => sum + (answers ? outputSize : 0), 0);
  const rows = trainedRows === undefined ? '' : `, memory of ${view.rows ?? trainedRows} rows`;
  const result = `${steps} steps${rows}: ${number(wrongBits)} of ${number(bits)} bits wrong.`;
  if (unchanged === undefined) return result;
  const turned = outputs.filter(
    (value, index) => mask[Math.floor(index / outputSize)] && value > 0.5 !== unchanged[index]! > 0.5,
  );
  return `${result} Without your edits ${number(wrongBitsUnchanged!)} are wrong; the edits change ${turned.length} bits of the answer.`;
}

interface MapOf {
  readonly title: string;
  readonly values: Float32Array;
  readonly rows: number;
  readonly kind: 'inputs' | 'outputs' | 'wrong' | 'rows';
}

/** The maps below each other, on the same time axis. */
function Maps({
  session,
  picture,
  all,
}: {
  readonly session: Session;
  readonly picture: Picture;
  readonly all: boolean;
}) {
  const {episode, view} = picture;
  const {steps} = episode;
  const maps = useMemo(() => mapsOf(picture), [picture]);
  const shown = useMemo(() => shownRows(picture, all), [picture, all]);
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
              {visible !== undefined && <small>{rowsInWords(visible)}</small>}
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

function mapsOf({episode, outputs, heads, rowValues}: Picture): MapOf[] {
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
