/** Which rows may differ from those that no step has changed. Addresses are in bytes. */
export interface ActiveRows {
  readonly rows: number;
  /** How many of the active rows are unchanged, unless there are no more: the first ones. */
  readonly fresh: number;
  /** The list of the active rows. */
  readonly list: number;
  /** A state of each row, an integer: see `RowFlag`. */
  readonly flags: number;
  /** The first row that may not be active, an integer. */
  readonly next: number;
}

/** The state of a row. */
export const RowFlag = {INACTIVE: 0, FRESH: 1, CHANGED: 2} as const;
