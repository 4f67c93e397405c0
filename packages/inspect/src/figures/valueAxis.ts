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
