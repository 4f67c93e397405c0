import {requireInstance, requireNumber} from '@ntmjs/arguments';
import {layers} from '@tensorflow/tfjs-layers';
import {FeedforwardCell} from './feedforwardCell.js';
import {ResetAfterGruCell} from './resetAfterGruCell.js';
import {StackedLstmCell} from './stackedLstmCell.js';

/** The gates of tfjs' own cells, each with a kernel, a recurrent kernel and a bias. */
const GATES: Readonly<Record<string, number>> = {LSTMCell: 4, GRUCell: 3, SimpleRNNCell: 1};

/**
 * The number of weights that a controller will have, before it is built.
 *
 * @param controller as `createController` returns it; a cell of another class counts as none
 * @param inputs the width of its input, for an estimate also between two integers
 * @param units counts as if each layer had so many; defaults to those that it has
 * @throws ArgumentError if it is no cell, or a width is not above 0
 */
export function countWeights(controller: layers.RNNCell, inputs: number, units?: number): number {
  requireInstance('controller', controller, layers.RNNCell, 'an RNNCell');
  requireNumber('inputs', inputs, {above: 0});
  if (units !== undefined) requireNumber('units', units, {above: 0});
  const hidden = units ?? [controller.stateSize].flat()[0]!;
  if (controller instanceof FeedforwardCell) return hidden * (inputs + 1);
  if (controller instanceof ResetAfterGruCell) return 3 * hidden * (inputs + hidden + 2);
  if (controller instanceof StackedLstmCell) {
    const above = controller.layers - 1;
    return 4 * hidden * (controller.layers * (inputs + hidden + 1) + above * hidden);
  }
  // The cells of tfjs’ `StackedRNNCells` are not in its public type.
  const {cells} = controller as {cells?: readonly layers.RNNCell[]};
  if (cells !== undefined) {
    const widths = cells.map((cell) => units ?? [cell.stateSize].flat()[0]!);
    return cells.reduce(
      (sum, cell, index) => sum + countWeights(cell, index === 0 ? inputs : widths[index - 1]!, units),
      0,
    );
  }
  return (GATES[controller.getClassName()] ?? 0) * hidden * (inputs + hidden + 1);
}
