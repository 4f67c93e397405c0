import {weightOptionNames} from '@ntmjs/controllers';
import {InitialStateRNN} from './initialStateRNN.js';
import {LstmBaselineCell, type LstmBaselineCellArgs} from './lstmBaselineCell.js';
import {type RecurrentArgs, requireLayerOptions, splitLayerArgs} from './recurrentArgs.js';

/** The LSTM baseline: its output, its LSTM layers, and what every recurrent layer takes. */
export type LstmBaselineArgs = Omit<LstmBaselineCellArgs, 'startsFromZeros'> & RecurrentArgs;

/**
 * The network that a Neural Turing Machine is compared with, as a layer: `[batch, time, inputs]` to
 * `[batch, time, units]` with `returnSequences`, else `[batch, units]`. Its output is linear: add an activation, or a
 * loss that takes logits. `LstmBaselineCell` says how its LSTM layers are wired.
 *
 * @throws ArgumentError if an argument is unknown, missing or out of its range
 * @see Graves et al. 2014, section 4.6 and table 3
 */
export function lstmBaseline(args: LstmBaselineArgs): InitialStateRNN {
  requireLayerOptions('lstmBaseline', args, ['units', 'hiddenUnits', 'layers', 'seed', ...weightOptionNames]);
  const {recurrent, weights, rest} = splitLayerArgs(args);
  return new InitialStateRNN({
    ...recurrent,
    cell: new LstmBaselineCell({...weights, ...rest, startsFromZeros: false}),
  });
}
