/** What the shell offers in a place of a command line. */
export interface Offered {
  /** Words to choose from; none by default. */
  readonly words?: readonly string[] | undefined;
  /** Whether several of them may follow each other, with commas between them. */
  readonly list?: boolean | undefined;
  /** Whether paths are offered too: those of folders alone, or those of all files. */
  readonly paths?: 'folders' | 'files' | undefined;
}

/** An option, as a shell completes it. */
export interface CompletedOption {
  /** `--rows` */
  readonly flag: string;
  readonly description: string;
  /** What its value may be; absent for an option without a value. */
  readonly value?: Offered | undefined;
}

/** A command of a program, as a shell completes it. */
export interface CompletedCommand {
  readonly name: string;
  readonly description: string;
  readonly options: readonly CompletedOption[];
  /** What its arguments may be. */
  readonly argument: Offered;
}

/** A description in one short line, for a list. */
export function shortText(description: string): string {
  const text = description.replace(/\s+/g, ' ').split(/[;:] /)[0]!.trim();
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

/** A text as a word of the shell: in single quotes. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
