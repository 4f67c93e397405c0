import {StackedLstmCell, withInnerCells} from '@ntmjs/controllers';
import {LstmBaselineCell, MemoryAugmentedCell} from '@ntmjs/layers';
import type {layers} from '@tensorflow/tfjs-layers';

/** The states of a layer's cell, by the name of its class. */
const ofClass: Readonly<Record<string, readonly string[]>> = {
  FeedforwardCell: ['hidden'],
  GRUCell: ['hidden'],
  LSTMCell: ['hidden', 'cell'],
  ResetAfterGruCell: ['hidden'],
  SimpleRNNCell: ['hidden'],
};

/**
 * The names of a cell's states, in their order, none twice.
 *
 * Of a memory cell: `output`, `controller.<k>.hidden` and so on, where the lowest layer is 0, `reads`, and those of the access, such as
 * `access.memory`; of the LSTM baseline `output`, `lstm.<k>.hidden` and `lstm.<k>.cell`; of tfjs' cells `<k>.hidden` and so on. States of
 * other cells are numbered, `state.0`.
 */
export function stateNames(cell: layers.RNNCell): string[] {
  const count = [cell.stateSize].flat().length;
  const names = namesOf(cell);
  // That of a cell for tfjs' wrappers: whether it has begun.
  if (count === names.length + 1) names.push('started');
  return names.length === count ? names : Array.from({length: count}, (_, index) => `state.${index}`);
}

function namesOf(cell: layers.RNNCell): string[] {
  if (cell instanceof LstmBaselineCell) {
    return ['output', ...Array.from({length: cell.layers}, (_, layer) => lstmNames(`lstm.${layer}`)).flat()];
  }
  if (cell instanceof MemoryAugmentedCell) {
    const ofAccess = Object.keys(cell.access.stateShapes).map((name) => `access.${name}`);
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
