import type {ModelConfig} from '@ntmjs/presets';

/** What can be set of a network's size, with the numbers that a page can train. */
export const sizeLimits = {
  units: {title: 'Controller units', min: 1, max: 512},
  rows: {title: 'Memory rows', min: 2, max: 1024},
  width: {title: 'Memory width', min: 1, max: 128},
  heads: {title: 'Heads of each kind', min: 1, max: 8},
} as const;

export type SizeName = keyof typeof sizeLimits;
export const sizeNames = Object.keys(sizeLimits) as SizeName[];

export type Sizes = Readonly<Partial<Record<SizeName, number>>>;

/** Arguments of the layers, as far as sizes are in them. */
interface Args {
  readonly controller?: {readonly units: number};
  readonly hiddenUnits?: number;
  readonly memory?: {readonly rows: number; readonly width: number};
  readonly heads?: readonly string[];
  readonly readHeads?: number;
}

/** How many heads of each kind a network has; nothing where they are always the same. */
function headsOf({architecture, ...args}: ModelConfig): number | undefined {
  const {heads, readHeads} = args as Args;
  if (architecture === 'ntm') return (heads ?? ['write', 'read']).length / 2;
  if (architecture === 'dnc') return readHeads ?? 1;
  if (architecture === 'mann') return readHeads ?? 4;
  return undefined;
}

/** The sizes of a network: those that it has. */
export function sizesOf(config: ModelConfig): Sizes {
  const {controller, hiddenUnits, memory} = config as Args;
  const heads = headsOf(config);
  return {
    units: controller?.units ?? hiddenUnits!,
    ...(memory && {rows: memory.rows, width: memory.width}),
    ...(heads !== undefined && {heads}),
  };
}

/** A network with other sizes. */
export function withSizes(config: ModelConfig, {units, rows, width, heads}: Sizes): ModelConfig {
  const {controller, memory} = config as Args;
  return {
    ...config,
    ...(controller === undefined ? {hiddenUnits: units} : {controller: {...controller, units}}),
    ...(memory && {memory: {...memory, rows, width}}),
    ...(heads !== undefined && headArgs(config, heads)),
  } as ModelConfig;
}

function headArgs({architecture}: ModelConfig, heads: number): Args {
  if (architecture !== 'ntm') return {readHeads: heads};
  const kinds = (['write', 'read'] as const).flatMap((kind) => Array.from({length: heads}, () => kind));
  return {heads: kinds};
}
