import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {symbolEpisodes} from '../fixtures/symbolEpisodes.js';
import {RandomStream} from '../random.js';
import {chomskyTasks} from './chomskyTasks.js';

/** The value of an expression with signs, sums, differences, products and brackets, by recursive descent, exactly. */
function exactValue(text: string): bigint {
  let at = 0;
  const atom = (): bigint => {
    const symbol = text[at++]!;
    if (symbol === '-') return -atom();
    if (symbol !== '(') return BigInt(symbol);
    const inner = sum();
    expect(text[at++]).toBe(')');
    return inner;
  };
  const product = (): bigint => {
    let value = atom();
    while (text[at] === '*') {
      at++;
      value *= atom();
    }
    return value;
  };
  const sum = (): bigint => {
    let value = product();
    while (text[at] === '+' || text[at] === '-') value += text[at++] === '+' ? product() : -product();
    return value;
  };
  const value = sum();
  expect(at).toBe(text.length);
  return value;
}

const modulo5 = (value: bigint) => String(((value % 5n) + 5n) % 5n);

/** The sum of numbers as their digits, the lowest first, without zeros at the end. */
function added(first: readonly number[], second: readonly number[]): number[] {
  const digits: number[] = [];
  let carry = 0;
  for (let index = 0; index < Math.max(first.length, second.length) || carry > 0; index++) {
    const sum = (first[index] ?? 0) + (second[index] ?? 0) + carry;
    digits.push(sum % 2);
    carry = sum >> 1;
  }
  while (digits.at(-1) === 0) digits.pop();
  return digits;
}

/** The product of numbers as their digits: a shifted copy of one for each 1 of the other. */
function multiplied(first: readonly number[], second: readonly number[]): number[] {
  return second.reduce<number[]>(
    (sum, bit, shift) => (bit === 0 ? sum : added(sum, [...new Array<number>(shift).fill(0), ...first])),
    [],
  );
}

/** The two numbers of a binary operation, as their digits. */
const operands = (input: string, operator: string) =>
  input.split(operator).map((bits) => [...bits].map(Number)) as [number[], number[]];

/** Symbols whose names are words, as characters. */
const letters: Readonly<Record<string, string>> = {
  ...{left: '<', stay: '.', right: '>'},
  ...{pop: 'P', 'push 0': 'o', 'push 1': 'i'},
  ...{missing: '?', empty: '_', end: '$'},
};

const spelled = (symbols: readonly string[]) => symbols.map((symbol) => letters[symbol] ?? symbol).join('');

/** The alphabet, the length, and the answer of a string, each computed in another way than the task does. */
const oracles: Readonly<
  Record<string, {symbols: RegExp; length?: (n: number) => number; answer: (input: string) => string}>
> = {
  'even-pairs': {symbols: /^[01]+$/, answer: (input) => (input[0] === input.at(-1) ? '0' : '1')},
  'modular-arithmetic': {
    symbols: /^[0-4]([-+*][0-4])*$/,
    length: (n) => (n % 2 === 0 ? n - 1 : n),
    answer: (input) => modulo5(exactValue(input)),
  },
  'parity-check': {
    symbols: /^[01]+$/,
    answer: (input) => [...input].reduce((parity, bit) => (parity === bit ? '0' : '1'), '0'),
  },
  'cycle-navigation': {
    symbols: /^[<.>]+$/,
    answer(input) {
      let circle = '01234';
      for (const move of input) {
        if (move === '>') circle = circle.slice(1) + circle[0];
        if (move === '<') circle = circle[4] + circle.slice(0, 4);
      }
      return circle[0]!;
    },
  },
  'stack-manipulation': {
    symbols: /^[01]+[Poi]*$/,
    answer(input) {
      // Each pop cancels what is before it: a bit, or nothing.
      let rest = input.replaceAll('o', '0').replaceAll('i', '1');
      while (rest.includes('P')) rest = rest.replace(/[01]?P/, '');
      return `${[...rest].reduce((reversed, bit) => bit + reversed, '')}$`;
    },
  },
  'reverse-string': {
    symbols: /^[01]+$/,
    answer: (input) => [...input].reduce((reversed, bit) => bit + reversed, ''),
  },
  'modular-arithmetic-brackets': {symbols: /^[-+*()0-4]+$/, answer: (input) => modulo5(exactValue(input))},
  'solve-equation': {
    symbols: /^[-+()0-4x]+=[0-4]$|^00?$/,
    answer(input) {
      if (input.length < 3) return '0';
      const [left, right] = input.split('=') as [string, string];
      expect(left.split('x')).toHaveLength(2);
      const solutions = [...'01234'].filter(
        (digit) => modulo5(exactValue(left.replace('x', digit))) === right,
      );
      expect(solutions).toHaveLength(1);
      return solutions[0]!;
    },
  },
  'duplicate-string': {symbols: /^[01]+$/, answer: (input) => input.repeat(2)},
  'missing-duplicate': {
    symbols: /^[01]*[?][01]*_?$|^1$/,
    answer(input) {
      if (input === '1') return '1';
      expect(input.endsWith('_')).toBe(input.length % 2 === 1);
      const pair = input.replace('_', '');
      const half = pair.length / 2;
      const possible = ['0', '1'].filter((bit) => {
        const whole = pair.replace('?', bit);
        return whole.slice(0, half) === whole.slice(half);
      });
      expect(possible).toHaveLength(1);
      return possible[0]!;
    },
  },
  'odds-first': {
    symbols: /^[01]+$/,
    answer: (input) => input.replace(/(.)(.?)/g, '$1') + input.replace(/(.)(.?)/g, '$2'),
  },
  'binary-addition': {
    symbols: /^[01]+[+][01]+$|^[01][01]?$/,
    answer(input) {
      const [first, second = []] = operands(input, '+');
      return `${added(first, second).join('') || '0'}$`;
    },
  },
  'binary-multiplication': {
    symbols: /^[01]+[*][01]+$|^[01][01]?$/,
    answer(input) {
      if (input.length < 3) return input.length === 1 ? '$' : '0$';
      return `${multiplied(...operands(input, '*')).join('')}$`;
    },
  },
  'compute-sqrt': {
    symbols: /^[01]*1[01]*$/,
    // The largest square that is not above the number, bit by bit from the highest.
    answer(input) {
      const value = BigInt(`0b${input}`);
      let root = '';
      const width = Math.ceil(input.length / 2);
      for (let bit = 0; bit < width; bit++) {
        const tried = BigInt(`0b${`${root}1`.padEnd(width, '0')}`);
        root += tried * tried <= value ? '1' : '0';
      }
      return root;
    },
  },
  'bucket-sort': {
    symbols: /^[0-4]+$/,
    answer: (input) => [...'01234'].map((symbol) => symbol.repeat(input.split(symbol).length - 1)).join(''),
  },
};

test('there is an oracle for every task', () => {
  expect(chomskyTasks.map((maker) => maker().name)).toEqual(Object.keys(oracles));
});

test('the levels of the hierarchy', () => {
  const levels = chomskyTasks.map((maker) => maker().source!.section);
  expect(levels).toEqual([
    ...new Array(4).fill('table 1, regular'),
    ...new Array(4).fill('table 1, deterministic context-free'),
    ...new Array(7).fill('table 1, context-sensitive'),
  ]);
});

test.each([
  ['even-pairs', '001110', '0'],
  ['even-pairs', '0101001', '1'],
  ['modular-arithmetic', '1+2*3', '2'],
  ['modular-arithmetic', '1-1-1', '4'],
  ['parity-check', '101010', '1'],
  ['parity-check', '011110', '0'],
  ['cycle-navigation', '>>.<', '1'],
  ['cycle-navigation', '<.<', '3'],
  ['stack-manipulation', '0110iPP', '110$'],
  ['stack-manipulation', '10PPP', '$'],
  ['reverse-string', '011010', '010110'],
  ['modular-arithmetic-brackets', '((2+4)*-3)', '2'],
  ['solve-equation', '((2+4)-x)=3', '3'],
  ['duplicate-string', '101', '101101'],
  ['missing-duplicate', '01100?10', '1'],
  ['missing-duplicate', '10?101_', '1'],
  ['odds-first', '00110101', '01000111'],
  ['binary-addition', '10010+101', '0111$'],
  ['binary-multiplication', '011*101', '01111$'],
  ['compute-sqrt', '100101', '110'],
  ['bucket-sort', '421302214', '011222344'],
])('the example in the documentation of %s: %s → %s', (name, input, answer) => {
  expect(oracles[name]!.answer(input)).toBe(answer);
});

describe.each(chomskyTasks.map((maker) => [maker().name, maker] as const))('%s', (name, maker) => {
  const {symbols, length: lengthOf = (n: number) => n, answer} = oracles[name]!;
  const task = maker();

  function requireAnswers(seed: number, batch: number, length: number): void {
    const episodes = task.sample(new RandomStream(seed), batch, {length});
    for (const episode of symbolEpisodes(episodes, task)) {
      const input = spelled(episode.input);
      expect(input).toMatch(symbols);
      expect(input).toHaveLength(lengthOf(length));
      expect(spelled(episode.answer)).toBe(answer(input));
      if (!task.outputChannels.includes('end')) expect(episode.rest).toBe(0);
    }
  }

  test('answers as an oracle does', () => {
    const sizes = fc.record({
      seed: fc.integer(),
      batch: fc.integer({min: 1, max: 4}),
      length: fc.integer({min: 1, max: 40}),
    });
    fc.assert(
      fc.property(sizes, ({seed, batch, length}) => requireAnswers(seed, batch, length)),
      {
        numRuns: 40,
      },
    );
  });

  test.each([1, 2, 3, 4, 5, 6])('answers strings of %d symbols as an oracle does', (length) => {
    requireAnswers(length, 30, length);
  });

  test('answers long strings as an oracle does', () => {
    requireAnswers(1, 2, 499);
    requireAnswers(2, 2, 500);
  });

  test('no step is left after the longest answers', () => {
    const episodes = symbolEpisodes(task.sample(new RandomStream(3), 500, {length: 5}), task);
    // The paper has room for one bit more than sums have: at most 7 + 1 = 1000.
    expect(Math.min(...episodes.map(({rest}) => rest))).toBe(name === 'binary-addition' ? 1 : 0);
  });
});
