import {ArgumentError} from '@ntmjs/arguments';
import {type Line, linesOf} from './lines.js';
import {
  INPUT,
  isBit,
  isInput,
  type Place,
  type Sequence,
  type SequenceFile,
  textBetween,
} from './sequences.js';

/** The columns of a file by what they hold. */
interface Columns {
  readonly names: readonly string[];
  readonly sequence: number;
  readonly inputs: readonly number[];
  readonly targets: readonly number[];
}

/** A step of a sequence. */
interface Step {
  readonly sequence: string;
  readonly inputs: readonly number[];
  readonly targets: readonly number[] | null;
}

/** A number in decimal notation. */
const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;

const HEADER =
  'names of columns: sequence, input… and target…, at least one of each, such as sequence,input0,input1,target0';

/**
 * Opens a file of comma-separated values: a step a line. The first line names the columns: `sequence`, which is equal in neighboring lines
 * of a sequence, one or more that begin with `input`, and one or more that begin with `target`, which are empty where nothing is asked.
 *
 * @param name of the file, for errors
 * @throws ArgumentError that names the line and the column that is wrong
 */
export function openCsv(file: string, name: string): SequenceFile {
  let columns: Columns | undefined;
  const places: Place[] = [];
  const before = new Set<string>();
  let current:
    | {readonly sequence: string; readonly first: Line; end: number; steps: number; asked: boolean}
    | undefined;
  const finish = () => {
    if (current === undefined) return;
    const {sequence, first, end, steps, asked} = current;
    if (!asked)
      throw new ArgumentError(
        `${name}:${first.number}: sequence ${sequence}`,
        'one with a target at one step at least',
        'none',
      );
    before.add(sequence);
    places.push({line: first.number, start: first.start, end, steps});
  };
  for (const line of linesOf(file, name)) {
    if (line.text.trim() === '') continue;
    if (columns === undefined) {
      columns = columnsOf(`${name}:${line.number}`, line.text);
      continue;
    }
    const step = stepOf(`${name}:${line.number}`, line.text, columns);
    if (current?.sequence !== step.sequence) {
      finish();
      if (before.has(step.sequence)) {
        const expected =
          'one that has not been there before, since the lines of a sequence follow each other';
        throw new ArgumentError(`${name}:${line.number}: sequence`, expected, step.sequence);
      }
      current = {sequence: step.sequence, first: line, end: line.end, steps: 0, asked: false};
    }
    current.end = line.end;
    current.steps++;
    current.asked ||= step.targets !== null;
  }
  finish();
  if (columns === undefined || places.length === 0) {
    const actual = columns === undefined ? 'an empty file' : 'the names alone';
    throw new ArgumentError(name, 'a file with a line of names and at least one sequence', actual);
  }
  const known = columns;
  const named = (indices: readonly number[]) => indices.map((index) => known.names[index]!);
  return {
    inputChannels: named(known.inputs),
    outputChannels: named(known.targets),
    places,
    sequenceAt: (place) => sequenceOf(`${name}:${place.line}`, textBetween(file, place), known),
  };
}

function cellsOf(at: string, text: string): string[] {
  if (text.includes('"'))
    throw new ArgumentError(at, 'numbers and names without quotation marks', text.slice(0, 40));
  return text.split(',').map((cell) => cell.trim());
}

function columnsOf(at: string, text: string): Columns {
  const names = cellsOf(at, text);
  const indices = (kind: string) => names.flatMap((name, index) => (name.startsWith(kind) ? [index] : []));
  const [inputs, targets] = [indices('input'), indices('target')];
  if (!names.includes('sequence') || inputs.length === 0 || targets.length === 0)
    throw new ArgumentError(at, HEADER, text);
  for (const [index, name] of names.entries()) {
    const column = `${at}: column ${index + 1}`;
    if (!/^(sequence$|input|target)/.test(name))
      throw new ArgumentError(column, 'sequence, or begin with input or target', name);
    if (names.indexOf(name) < index) throw new ArgumentError(column, 'named as no other column', name);
  }
  return {names, sequence: names.indexOf('sequence'), inputs, targets};
}

function stepOf(at: string, text: string, {names, sequence, inputs, targets}: Columns): Step {
  const cells = cellsOf(at, text);
  if (cells.length !== names.length) {
    throw new ArgumentError(at, `${names.length} values, as many as there are columns`, cells.length);
  }
  const numberAt = (index: number, isValid: (value: number) => boolean, expected: string) => {
    const cell = cells[index]!;
    const value = NUMBER.test(cell) ? Number(cell) : Number.NaN;
    if (!isValid(value)) throw new ArgumentError(`${at}: ${names[index]}`, expected, cell);
    return value;
  };
  if (cells[sequence] === '')
    throw new ArgumentError(`${at}: sequence`, 'the name or number of a sequence', '');
  const isAsked = targets.some((index) => cells[index] !== '');
  return {
    sequence: cells[sequence]!,
    inputs: inputs.map((index) => numberAt(index, isInput, INPUT)),
    targets: isAsked
      ? targets.map((index) => numberAt(index, isBit, '0 or 1, or all targets of a line empty'))
      : null,
  };
}

function sequenceOf(at: string, text: string, columns: Columns): Sequence {
  const steps = text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [stepOf(at, line, columns)]));
  return {inputs: steps.map(({inputs}) => inputs), targets: steps.map(({targets}) => targets)};
}
