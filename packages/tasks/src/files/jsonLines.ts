import {ArgumentError, requireKeys, requireList} from '@ntmjs/arguments';
import {parseJson} from '@ntmjs/arguments/files';
import {linesOf} from './lines.js';
import {
  INPUT,
  isBit,
  isInput,
  type Place,
  type Sequence,
  type SequenceFile,
  textBetween,
} from './sequences.js';

/** The numbers of channels, as the first sequence has them. */
interface Widths {
  readonly inputs: number;
  readonly targets: number;
}

/**
 * Opens a file of JSON Lines: a sequence a line, `{"inputs": [[0, 1], …], "targets": [null, [1], …]}`, with a row for each step. A target
 * is null where nothing is asked.
 *
 * @param name of the file, for errors
 * @throws ArgumentError that names the line and the field that is wrong
 */
export function openJsonLines(file: string, name: string): SequenceFile {
  const places: Place[] = [];
  let widths: Widths | undefined;
  for (const {number, start, end, text} of linesOf(file, name)) {
    if (text.trim() === '') continue;
    const sequence = parse(`${name}:${number}`, text, widths);
    widths ??= widthsOf(sequence);
    places.push({line: number, start, end, steps: sequence.inputs.length});
  }
  if (widths === undefined)
    throw new ArgumentError(name, 'a file with at least one sequence', 'an empty file');
  const {inputs, targets} = widths;
  const channels = (kind: string, count: number) =>
    Array.from({length: count}, (_, index) => `${kind}${index}`);
  return {
    inputChannels: channels('input', inputs),
    outputChannels: channels('target', targets),
    places,
    sequenceAt: (place) => parse(`${name}:${place.line}`, textBetween(file, place), widths),
  };
}

function widthsOf({inputs, targets}: Sequence): Widths {
  return {inputs: inputs[0]!.length, targets: targets.find((row) => row !== null)!.length};
}

/** The sequence in a line. */
function parse(at: string, text: string, widths: Widths | undefined): Sequence {
  const value = parseJson(at, text.trim()) as Sequence;
  const {inputs, targets} = requireKeys(at, value, ['inputs', 'targets']);
  requireList(`${at}: inputs`, inputs, 'a list with a row of numbers for each step', 1);
  requireList(`${at}: targets`, targets, 'a list with a row of numbers or null for each step', 1);
  if (targets.length !== inputs.length) {
    throw new ArgumentError(`${at}: targets.length`, `${inputs.length}, as inputs.length`, targets.length);
  }
  const first = targets.findIndex((row) => row !== null);
  if (first < 0) throw new ArgumentError(`${at}: targets`, 'not null at one step at least', targets);
  const inputWidth = widths?.inputs ?? widthOf(`${at}: inputs[0]`, inputs[0]!);
  const targetWidth = widths?.targets ?? widthOf(`${at}: targets[${first}]`, targets[first]!);
  for (const [step, row] of inputs.entries()) {
    requireRow(`${at}: inputs[${step}]`, row, inputWidth, isInput, INPUT);
  }
  for (const [step, row] of targets.entries()) {
    if (row !== null) requireRow(`${at}: targets[${step}]`, row, targetWidth, isBit, '0 or 1');
  }
  return value;
}

function widthOf(at: string, row: readonly number[]): number {
  requireList(at, row, 'a list of at least one number', 1);
  return row.length;
}

function requireRow(
  at: string,
  row: unknown,
  width: number,
  isValid: (value: unknown) => boolean,
  expected: string,
) {
  if (!Array.isArray(row) || row.length !== width) {
    throw new ArgumentError(at, `a list of ${width} numbers, as in the first sequence`, row);
  }
  for (const [channel, value] of row.entries()) {
    if (!isValid(value)) throw new ArgumentError(`${at}[${channel}]`, expected, value);
  }
}
