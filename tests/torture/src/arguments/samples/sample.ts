/** Right arguments of an entrance, made anew for each try. */
export type Sample = () => readonly unknown[] | Promise<readonly unknown[]>;

/** Right arguments of the entrances of a package, by their names. */
export type Samples = Readonly<Record<string, Sample>>;
