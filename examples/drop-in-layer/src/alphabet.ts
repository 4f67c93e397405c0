/** The letters that strings are made of. */
export const letters = 'abcdef';

/** Ends a string: from here on the answer is due. */
export const end = '|';

/** Stands where nothing is said: while the string is being read, while it is answered, and after both. */
export const blank = '.';

/** All symbols. The place of a symbol is its channel in a one-hot vector. */
export const symbols = blank + letters + end;
