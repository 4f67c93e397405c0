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
