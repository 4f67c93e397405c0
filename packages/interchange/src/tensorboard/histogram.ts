import {Message} from '../protobuf/message.js';

/** As many as TensorBoard shows. */
const BUCKETS = 30;

/**
 * The distribution of numbers as a `HistogramProto`: in buckets of equal width from the least to the greatest number, each with the
 * limit that is its right end.
 */
export function histogram(values: ArrayLike<number>): Message {
  const numbers = Array.from(values);
  const min = numbers.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const max = numbers.reduce((greatest, value) => Math.max(greatest, value), Number.NEGATIVE_INFINITY);
  const [first, last] = numbers.length === 0 ? [0, 0] : [min, max];
  const buckets = first === last ? 1 : BUCKETS;
  const counts = new Array<number>(buckets).fill(0);
  const width = (last - first) / buckets;
  for (const value of numbers) {
    counts[width === 0 ? 0 : Math.min(buckets - 1, Math.floor((value - first) / width))]! += 1;
  }
  const limits = counts.map((_, bucket) => (bucket === buckets - 1 ? last : first + (bucket + 1) * width));
  return new Message()
    .double(1, first)
    .double(2, last)
    .double(3, numbers.length)
    .double(
      4,
      numbers.reduce((sum, value) => sum + value, 0),
    )
    .double(
      5,
      numbers.reduce((sum, value) => sum + value ** 2, 0),
    )
    .packed(6, 'double', limits)
    .packed(7, 'double', counts);
}
