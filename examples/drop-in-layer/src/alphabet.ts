/** The letters that strings are made of. */
export const letters = 'abcdef';

/** Ends a string: the answer follows. */
export const end = '|';

/** Fills steps without a letter: outputs while the string is read, inputs while it is answered, and both after that. */
export const blank = '.';

/** All symbols. The index of a symbol is its channel in a one-hot vector. */
export const symbols = blank + letters + end;
