/** The speeds of training, in sequences a second. */
export const paces = [
  {name: '1 a second', perSecond: 1},
  {name: '10 a second', perSecond: 10},
  {name: '100 a second', perSecond: 100},
  {name: 'unlimited', perSecond: Number.POSITIVE_INFINITY},
] as const;

export const FASTEST = paces.length - 1;
