/**
 * The multiples of a round number from `first` to `last`.
 *
 * @param most the approximate largest number of ticks
 * @param period after how many positions numbers start again at 0, for memory rows on a ring
 * @returns positions, not numbers modulo the period
 */
export function roundTicks(first: number, last: number, most: number, period = Infinity): number[] {
  const step = roundStep((last - first + 1) / most);
  const ticks: number[] = [];
  for (let position = first; position <= last; position++) {
    const number = position % period;
    // Only the 0 is labeled where numbers start again.
    if (number % step === 0 && (number === 0 || number + step / 2 <= period)) ticks.push(position);
  }
  return ticks;
}

/** Round numbers among the steps from 0, as many as have space for their label at `stepWidth` pixels a step. */
export function timeTicks(steps: number, stepWidth: number): number[] {
  return roundTicks(0, steps - 1, (steps * stepWidth) / (10 + 13 * `${steps}`.length));
}

/** The smallest of 1, 2, 5, 10, 20, 50, … that is not below `least`. */
function roundStep(least: number): number {
  for (let power = 1; ; power *= 10) {
    for (const factor of [1, 2, 5]) if (factor * power >= least) return factor * power;
  }
}

/** The powers of ten below the largest value on a logarithmic axis; below them it is linear down to 0. */
const DECADES = 4;

/** The vertical axis of curves. */
export interface ValueAxisArgs {
  readonly label: string;
  /** The values that the axis must cover. */
  readonly values: readonly number[];
  /** Whether it is logarithmic; defaults to true for values of at least 0 that span two powers of ten or more. */
  readonly log?: boolean | undefined;
  /** Its upper end; defaults to the largest value. */
  readonly max?: number | undefined;
}

/**
 * The scale and axis of values that may be 0.
 *
 * The logarithmic scale is log(1 + v/c) with c four powers of ten below that of the largest value: logarithmic above c,
 * and linear from c down to 0, which it holds. The linear scale begins at 0 where that leaves the values at least half
 * of it.
 */
export function valueAxis({label, values, log, max}: ValueAxisArgs) {
  const least = values.reduce((a, b) => Math.min(a, b), Infinity);
  const most = max ?? values.reduce((a, b) => Math.max(a, b), -Infinity);
  const axis = {title: label, grid: true, gridColor: '#e6e6e6', titleFontSize: 12, labelFontSize: 11};
  if ((log ?? (least >= 0 && most >= 100 * least)) && most > 0) {
    const exponent = Math.floor(Math.log10(most)) - DECADES;
    const powers = Array.from({length: DECADES + 1}, (_, decade) => Number(`1e${exponent + decade}`));
    return {
      scale: {type: 'symlog' as const, constant: powers[0]!, domain: [0, most], nice: false},
      axis: {...axis, values: [0, ...powers], format: '.6~g', labelOverlap: false},
    };
  }
  const low = least >= 0 && least < most / 2 ? 0 : least;
  return {
    scale: {type: 'linear' as const, domain: [low, most > low ? most : low + 1], nice: true, zero: false},
    axis,
  };
}
