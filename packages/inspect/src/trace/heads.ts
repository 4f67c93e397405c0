import type {HeadActivity} from '@ntmjs/layers';

/** A name for each head: `read head`, `top read head`, or `read head 2` where there are several of the same name. */
export function headLabels(heads: readonly Pick<HeadActivity, 'kind' | 'name'>[]): string[] {
  const labels = heads.map(({kind, name}) => `${name === undefined ? '' : `${name} `}${kind} head`);
  return labels.map((label, index) => {
    if (labels.indexOf(label) === labels.lastIndexOf(label)) return label;
    return `${label} ${labels.slice(0, index + 1).filter((other) => other === label).length}`;
  });
}
