/** Where a command says what it does: to a person on a terminal, to a log, or to a machine. */
export interface Output {
  /** A line that stays; it takes the place of the last line of progress on a terminal. */
  line(text: string): void;
  /** How far something is: one line that is drawn over on a terminal, and a line now and then in a log. */
  progress(text: string): void;
  /** The same for machines: one JSON object a line. Nothing else is printed then. */
  event(name: string, data: object): void;
}
