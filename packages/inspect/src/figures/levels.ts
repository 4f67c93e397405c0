/** A value to compare curves with. */
export interface Level {
  readonly name: string;
  readonly value: number;
}

/**
 * Horizontal dashed lines at levels, each with its name to the right of the plot, where no curve passes.
 *
 * @param levels two at most: of two, the name of the higher stands above its line and that of the lower below
 * @param y the encoding of values by the figure's vertical axis
 */
export function levelLayers<Y extends object>(levels: readonly Level[], y: Y) {
  const highest = Math.max(...levels.map(({value}) => value));
  return levels.flatMap(({name, value}) => {
    const data = {values: [{value}]};
    const baseline = levels.length === 1 ? 'middle' : value === highest ? 'bottom' : 'top';
    const encoding = {y: {...y, field: 'value'}};
    return [
      {
        data,
        mark: {type: 'rule' as const, color: '#333333', strokeDash: [5, 4], aria: false},
        encoding,
      },
      {
        data,
        mark: {
          type: 'text' as const,
          text: `${name} ${value}`,
          x: 'width' as const,
          dx: 6,
          align: 'left' as const,
          baseline: baseline as 'middle' | 'bottom' | 'top',
          color: '#333333',
          fontSize: 11,
          aria: false,
        },
        encoding,
      },
    ];
  });
}
