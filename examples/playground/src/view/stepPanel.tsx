import {useState} from 'preact/hooks';
import type {Session} from '../state/session.js';
import type {EpisodeResult, HeadResult} from '../worker/protocol.js';
import {scaleFor, unitScale} from './colors.js';
import {HeatMap} from './heatMap.js';
import {Legend} from './legend.js';
import {NumberField} from './numberField.js';
import {rowRanges, shownRows} from './rows.js';
import {number, phaseOf} from './text.js';

export interface StepPanelProps {
  readonly session: Session;
  readonly result: EpisodeResult;
  readonly step: number;
  readonly all: boolean;
}

/** The maximum length of a head's vectors that are shown as numbers. */
const MAX_LENGTH = 3;

/** One step of an episode: the memory after it, what each head did, and the edits. */
export function StepPanel({session, result, step, all}: StepPanelProps) {
  return (
    <div class="step">
      <h3>
        Step {step}, {phaseOf(result, step)}
      </h3>
      <div class="columns">
        {result.memory !== undefined && <Memory result={result} step={step} all={all} />}
        <div>
          <div class="heads">
            {result.heads.map((head) => (
              <Head key={head.label} head={head} step={step} />
            ))}
          </div>
          <EditPanel session={session} result={result} step={step} />
        </div>
      </div>
    </div>
  );
}

/** The rows of the memory after a step, next to the weighting of each head. */
function Memory({
  result,
  step,
  all,
}: {
  readonly result: EpisodeResult;
  readonly step: number;
  readonly all: boolean;
}) {
  const {shape, data} = result.memory!;
  const [, rows, width] = shape as [number, number, number];
  const shown = shownRows(result, all);
  const scale = scaleFor(data);
  const height = Math.max(2, Math.min(16, 320 / shown.length));
  const now = data.subarray(step * rows * width, (step + 1) * rows * width);
  return (
    <figure class="memory">
      <div class="row">
        {result.heads.map(({label, values: {weighting}}) =>
          weighting === undefined ? null : (
            <div class="weights" key={label} title={label}>
              <HeatMap
                label={`Where the ${label} attends at step ${step}`}
                values={weighting.data.subarray(step * rows, (step + 1) * rows)}
                columns={1}
                rows={rows}
                scale={unitScale}
                shown={shown}
                rowHeight={height}
              />
            </div>
          ),
        )}
        <div class="contents">
          <HeatMap
            label={`Memory after step ${step}: ${shown.length} rows of ${width} numbers`}
            values={transposed(now, rows, width)}
            columns={width}
            rows={rows}
            scale={scale}
            shown={shown}
            rowHeight={height}
          />
        </div>
      </div>
      <figcaption>
        Memory after the step, {rowRanges(shown)}
        {beside(result.heads)}. <Legend scale={scale} />
      </figcaption>
    </figure>
  );
}

/** Describes the weightings on the left of the memory. */
function beside(heads: readonly HeadResult[]): string {
  const shown = heads.filter(({values}) => values.weighting !== undefined).map(({label}) => `the ${label}`);
  if (shown.length === 0) return '';
  return `; on its left, where ${shown.join(', ')} ${shown.length === 1 ? 'attends' : 'attend'}`;
}

/** `[rows, width]` as `[width, rows]`. */
function transposed(values: Float32Array, rows: number, width: number): Float32Array {
  return values.map((_, index) => values[(index % rows) * width + Math.floor(index / rows)]!);
}

/** The parameters of a head at a step, and where it attended. */
function Head({head: {label, values}, step}: {readonly head: HeadResult; readonly step: number}) {
  const {weighting} = values;
  const parameters = Object.entries(values).flatMap(([name, {shape, data}]) => {
    const size = shape.slice(1).reduce((product, length) => product * length, 1);
    if (size > MAX_LENGTH) return [];
    return [
      {
        name,
        text: [...data.subarray(step * size, (step + 1) * size)].map((value) => value.toFixed(2)).join(' · '),
      },
    ];
  });
  return (
    <div class="head">
      <h4>{label}</h4>
      {weighting !== undefined && <p>{attention(weighting.data, weighting.shape[1]!, step)}</p>}
      {parameters.length > 0 && (
        <dl>
          {parameters.map(({name, text}) => [
            <dt key={`${name} name`}>{words(name)}</dt>,
            <dd key={name}>{text}</dd>,
          ])}
        </dl>
      )}
    </div>
  );
}

function attention(weights: Float32Array, rows: number, step: number): string {
  const now = weights.subarray(step * rows, (step + 1) * rows);
  const most = now.reduce((best, weight, row) => (weight > now[best]! ? row : best), 0);
  return `row ${most}, ${(100 * now[most]!).toFixed(0)} % of its attention`;
}

/** `keyStrength` as `key strength`. */
function words(name: string): string {
  return name.replace(/[A-Z0-9]+/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** The edits to an episode at a step. */
function EditPanel({session, result, step}: Omit<StepPanelProps, 'all'>) {
  const [row, setRow] = useState(0);
  const [open, setOpen] = useState(result.view.flips.length + result.view.erased.length > 0);
  const {inputs, inputSize} = result.episode;
  const now = [...inputs.subarray(step * inputSize, (step + 1) * inputSize)];
  const {flips, erased} = result.view;
  const rows = result.memory?.shape[1];
  const isErased = erased.some((one) => one.step === step && one.row === row);
  return (
    <details class="edit" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Edit the episode</summary>
      <p class="hint">See what breaks. You can also click on an input or a memory row in the maps above.</p>
      <fieldset>
        <legend>Inputs at step {step}</legend>
        <div class="bits">
          {now.map((value, channel) => (
            <button
              key={result.inputChannels[channel]}
              type="button"
              aria-pressed={flips.some((flip) => flip.step === step && flip.channel === channel)}
              aria-label={`${result.inputChannels[channel]}: ${number(value)}, flip it`}
              title={result.inputChannels[channel]}
              onClick={() => void session.flip(step, channel)}
            >
              {number(value)}
            </button>
          ))}
        </div>
      </fieldset>
      {rows !== undefined && (
        <div class="fields">
          <NumberField title="Row" value={row} min={0} max={rows - 1} onValue={setRow} />
          <button type="button" aria-pressed={isErased} onClick={() => void session.erase(step, row)}>
            {isErased ? `Restore row ${row}` : `Erase row ${row} before step ${step}`}
          </button>
        </div>
      )}
      {flips.length + erased.length > 0 && (
        <p>
          {flips.length} inputs flipped, {erased.length} rows erased.{' '}
          <button type="button" onClick={() => void session.undoEdits()}>
            Undo all
          </button>
        </p>
      )}
    </details>
  );
}
