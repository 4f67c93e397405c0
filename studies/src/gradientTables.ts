import {median} from '@ntmjs/report';
import {states, subjects} from './gradientCases.js';
import {largestOf, roundSteps} from './gradientFigures.js';
import type {GradientNorms, KindNorms, Stage} from './gradientNorms.js';

const LENGTHS = [20, 50, 120, 250, 500];

/** Of up to this many steps are the episodes that a table of stages is of: all seeds of all states have them. */
const MOST_STEPS = 121;

/** The passes of a gradient: the stage after which it is taken, and the stage before. */
const passes: readonly {readonly name: string; readonly from: Stage; readonly to: Stage}[] = [
  {name: 'sharpening', from: 'weighting', to: 'shiftedWeighting'},
  {name: 'shift', from: 'shiftedWeighting', to: 'interpolatedWeighting'},
  {name: 'interpolation', from: 'interpolatedWeighting', to: 'contentWeighting'},
];

/** The measurements as Markdown: the largest gradients by length, and what each stage does to the norm. */
export function gradientTables(measured: readonly GradientNorms[]): string {
  return `${[
    '# Gradients of weightings, in numbers',
    'Made of `gradients.jsonl` by the command in the [README](README.md).',
    '## The largest norm',
    'Of the gradient with respect to a final weighting, at any step, of write heads or of read heads; by the steps of an episode. The median over seeds, in brackets the lowest and the highest.',
    table(
      measured,
      LENGTHS.map((steps) => `${steps} steps`),
      (some) => LENGTHS.map((length) => largestText(some.filter(({steps}) => roundSteps(steps) === length))),
    ),
    '## What each stage does to the norm',
    `The norm before a stage as a part of that after it, on the way back: the median over seeds, steps and kinds of heads, of episodes of up to ${MOST_STEPS} steps. γ: the median of sharpening.`,
    table(measured, ['γ', ...passes.map(({name}) => name)], (some) => {
      const kinds = some.filter(({steps}) => steps <= MOST_STEPS).flatMap((each) => each.kinds);
      const sharpening = median(kinds.map((each) => each.sharpening)).toPrecision(3);
      return [sharpening, ...passes.map((pass) => ratioText(kinds, pass))];
    }),
  ].join('\n\n')}\n`;
}

/** A table with a row for each subject and state that was measured. */
function table(
  measured: readonly GradientNorms[],
  columns: readonly string[],
  cells: (some: readonly GradientNorms[]) => readonly string[],
): string {
  const row = (parts: readonly string[]) => `| ${parts.join(' | ')} |`;
  const rows = subjects.flatMap(({task, controller}) =>
    states.flatMap((state) => {
      const some = measured.filter(
        (each) => each.task === task && each.controller === controller && each.state === state,
      );
      return some.length === 0 ? [] : [row([`${task}, ${controller}`, state, ...cells(some)])];
    }),
  );
  const rule = ['---', '---', ...columns.map(() => '---:')];
  return [row(['task, controller', 'state', ...columns]), row(rule), ...rows].join('\n');
}

/** `1.2 (0.5–3)`, with the number of seeds if there is one only. */
function largestText(some: readonly GradientNorms[]): string {
  if (some.length === 0) return '–';
  const values = some.map(({kinds}) => largestOf(kinds) ?? Number.POSITIVE_INFINITY);
  const [low, middle, high] = [Math.min(...values), median(values), Math.max(...values)].map(numberText);
  return some.length === 1 ? `${middle} (one seed)` : `${middle} (${low}–${high})`;
}

function ratioText(kinds: readonly KindNorms[], {from, to}: (typeof passes)[number]): string {
  const ratios = kinds.flatMap(({norms}) =>
    norms[from].flatMap((after, index) => {
      const before = norms[to][index] ?? null;
      return after === null || after === 0 || before === null ? [] : [before / after];
    }),
  );
  return ratios.length === 0 ? '–' : numberText(median(ratios));
}

function numberText(value: number): string {
  if (!Number.isFinite(value)) return 'not finite';
  if (value === 0) return '0';
  return value >= 0.01 && value < 10_000 ? String(Number(value.toPrecision(2))) : value.toExponential(0);
}
