import {StackedLstmCell, withInnerCells} from '@ntmjs/controllers';
import {LstmBaselineCell, MemoryAugmentedCell} from '@ntmjs/layers';
import type {layers, RNN} from '@tensorflow/tfjs-layers';

/** The states of a layer's cell, by the name of its class. */
const ofClass: Readonly<Record<string, readonly string[]>> = {
  FeedforwardCell: ['hidden'],
  GRUCell: ['hidden'],
  LSTMCell: ['hidden', 'cell'],
  ResetAfterGruCell: ['hidden'],
  SimpleRNNCell: ['hidden'],
};

/** A state of a network. */
export interface NamedState {
  readonly name: string;
  /** Of each sample: what a memory access declares, or the size alone. */
  readonly shape: readonly number[];
}

/**
 * The states of recurrent layers, in their order; of several, the name of the layer is before those of its states.
 *
 * Of a memory cell they are `output`, `controller.<k>.hidden` and so on, where the lowest layer is 0, `reads`, and those of the access, such as
 * `access.memory`; of the LSTM baseline `output`, `lstm.<k>.hidden` and `lstm.<k>.cell`; of tfjs' cells `<k>.hidden` and so on. States of
 * other cells are numbered, `state.0`.
 */
export function statesOf(recurrent: readonly RNN[]): NamedState[] {
  return recurrent.flatMap((layer) => {
    const cell = layer.cell as layers.RNNCell;
    const own = new Map(shapesOfAccess(cell));
    const names = stateNames(cell);
    return [cell.stateSize].flat().map((size, index) => ({
      name: recurrent.length === 1 ? names[index]! : `${layer.name}.${names[index]}`,
      shape: own.get(names[index]!) ?? [size],
    }));
  });
}

/** The names of a cell's states, none twice. */
function stateNames(cell: layers.RNNCell): string[] {
  const count = [cell.stateSize].flat().length;
  const names = namesOf(cell);
  // That of a cell for tfjs' wrappers: whether it has begun.
  if (count === names.length + 1) names.push('started');
  return names.length === count ? names : Array.from({length: count}, (_, index) => `state.${index}`);
}

/** The states of a memory access and their shapes. */
function shapesOfAccess(cell: layers.RNNCell): (readonly [string, readonly number[]])[] {
  if (!(cell instanceof MemoryAugmentedCell)) return [];
  return Object.entries(cell.access.stateShapes).map(([name, shape]) => [`access.${name}`, shape]);
}

function namesOf(cell: layers.RNNCell): string[] {
  if (cell instanceof LstmBaselineCell) {
    return ['output', ...Array.from({length: cell.layers}, (_, layer) => lstmNames(`lstm.${layer}`)).flat()];
  }
  if (cell instanceof MemoryAugmentedCell) {
    const ofAccess = shapesOfAccess(cell).map(([name]) => name);
    return ['output', ...namesOfLayers(cell.controller, 'controller.'), 'reads', ...ofAccess];
  }
  return namesOfLayers(cell, '');
}

/** The states of each layer of a controller, from the top layer down. */
function namesOfLayers(cell: layers.RNNCell, prefix: string): string[] {
  if (cell instanceof StackedLstmCell) {
    return Array.from({length: cell.layers}, (_, layer) => lstmNames(`${prefix}${layer}`))
      .reverse()
      .flat();
  }
  const [, ...inner] = withInnerCells(cell);
  return (inner.length === 0 ? [cell] : inner)
    .map((each, layer) => (ofClass[each.getClassName()] ?? []).map((name) => `${prefix}${layer}.${name}`))
    .reverse()
    .flat();
}

function lstmNames(prefix: string): string[] {
  return ['hidden', 'cell'].map((name) => `${prefix}.${name}`);
}
