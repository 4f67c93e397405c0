/**
 * Multiples of a round number among `first` … `last`.
 *
 * @param most how many there may be, about
 * @param period numbers start again at 0 there: memory rows on a ring. What is returned are places, not numbers
 */
export function roundTicks(first: number, last: number, most: number, period = Infinity): number[] {
  const step = roundStep((last - first + 1) / most);
  const ticks: number[] = [];
  for (let place = first; place <= last; place++) {
    const number = place % period;
    // Next to where numbers start again, only the 0 is labeled.
    if (number % step === 0 && (number === 0 || number + step / 2 <= period)) ticks.push(place);
  }
  return ticks;
}

/** Round numbers among the steps from 0, as many as have place for their label below `stepWidth` pixels a step. */
export function timeTicks(steps: number, stepWidth: number): number[] {
  return roundTicks(0, steps - 1, (steps * stepWidth) / (10 + 13 * `${steps}`.length));
}

/** The smallest of 1, 2, 5, 10, 20, 50, … that is not below `least`. */
function roundStep(least: number): number {
  for (let power = 1; ; power *= 10) {
    for (const factor of [1, 2, 5]) if (factor * power >= least) return factor * power;
  }
}

/** How many powers of ten below the largest value a logarithmic axis shows; below them it goes on linearly to 0. */
const DECADES = 4;

/** How the vertical axis of curves is drawn. */
export interface ValueAxisArgs {
  readonly label: string;
  /** Everything the axis has to cover. */
  readonly values: readonly number[];
  /** Whether it is logarithmic; unless told, it is where values of at least 0 spread over two powers of ten. */
  readonly log?: boolean | undefined;
  /** Its upper end; that of the values unless given. */
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
