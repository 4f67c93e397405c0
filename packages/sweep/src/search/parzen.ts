import type {RandomStream} from '@ntmjs/tasks';

/** A density on positions from 0 to 1. */
export interface Parzen {
  density(position: number): number;
  draw(random: RandomStream): number;
}

/**
 * The density of points: the mean of a kernel around each of them and of a uniform one, the prior. Around a position it is a normal density
 * within 0 … 1, as wide as the greater distance to its neighbors, the ends among them; with `bins`, for choices, it is all on the bin of the point.
 *
 * @see Bergstra et al. (2011), section 4.2
 */
export function parzenEstimator(positions: readonly number[], bins?: number): Parzen {
  return bins === undefined ? ofNumbers(positions) : ofChoices(positions, bins);
}

function ofChoices(positions: readonly number[], bins: number): Parzen {
  const binOf = (position: number) => Math.min(bins - 1, Math.floor(position * bins));
  const shares = new Array<number>(bins).fill(1 / bins / (positions.length + 1));
  for (const position of positions) shares[binOf(position)]! += 1 / (positions.length + 1);
  return {
    density: (position) => shares[binOf(position)]! * bins,
    draw(random) {
      let rest = random.uniform();
      const bin = shares.findIndex((share) => {
        rest -= share;
        return rest < 0;
      });
      return ((bin < 0 ? bins - 1 : bin) + 0.5) / bins;
    },
  };
}

function ofNumbers(positions: readonly number[]): Parzen {
  const sorted = positions.toSorted((one, other) => one - other);
  // Narrower ones would choose the same points again and again.
  const least = 1 / Math.min(100, sorted.length + 1);
  const kernels = sorted.map((center, index) => {
    const before = center - (sorted[index - 1] ?? 0);
    const after = (sorted[index + 1] ?? 1) - center;
    const width = Math.min(1, Math.max(least, before, after));
    const [low, high] = [normalBelow(-center / width), normalBelow((1 - center) / width)];
    return {center, width, low, high};
  });
  const share = 1 / (kernels.length + 1);
  return {
    density: (position) =>
      kernels.reduce(
        (sum, {center, width, low, high}) =>
          sum + (share * normal((position - center) / width)) / (width * (high - low)),
        share,
      ),
    draw(random) {
      const kernel = kernels[random.integer(0, kernels.length)];
      if (kernel === undefined) return random.uniform();
      const {center, width} = kernel;
      // Most of a kernel is inside: its center is.
      for (;;) {
        const position = center + width * standardNormal(random);
        if (position >= 0 && position <= 1) return position;
      }
    },
  };
}

/** The standard normal density. */
function normal(x: number): number {
  return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
}

/** The share of the standard normal distribution below a number, to 1e-7. Source: Abramowitz & Stegun (1964), formula 7.1.26. */
function normalBelow(x: number): number {
  const z = Math.abs(x) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * z);
  const tail =
    t *
    (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))) *
    Math.exp(-z * z);
  return x < 0 ? tail / 2 : 1 - tail / 2;
}

/** A draw of the standard normal distribution. Source: Box & Muller (1958). */
function standardNormal(random: RandomStream): number {
  return Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
}
