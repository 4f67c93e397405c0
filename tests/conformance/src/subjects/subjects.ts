import type {Subject} from '../subject.js';
import {bareCells} from './bareCells.js';
import {compiled} from './compiled.js';
import {baseline, delay, descendants, turingMachines} from './layers.js';
import {gru, lstm, rnn} from './tfjs.js';

const [feedforward, withLstm] = turingMachines;

/** Everything that the suite runs on, tfjs' own first. */
export const subjects: readonly Subject[] = [
  lstm,
  gru,
  rnn,
  ...turingMachines,
  ...descendants,
  baseline,
  delay,
  ...bareCells,
  ...[lstm, feedforward!, withLstm!, ...descendants, baseline].map(compiled),
];
