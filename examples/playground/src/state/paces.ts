/** How fast training goes, in sequences a second. */
export const paces = [
  {name: 'one a second', perSecond: 1},
  {name: '10 a second', perSecond: 10},
  {name: '100 a second', perSecond: 100},
  {name: 'as fast as it goes', perSecond: Number.POSITIVE_INFINITY},
] as const;

export const FASTEST = paces.length - 1;
