/** An object or a list in a JSON value, and one of its keys. */
export interface Field {
  readonly owner: Record<string, unknown>;
  readonly key: string;
}

/** All fields of a JSON value, at any depth; the elements of a list are its fields. */
export function fieldsOf(value: unknown): Field[] {
  if (typeof value !== 'object' || value === null) return [];
  const owner = value as Record<string, unknown>;
  return Object.keys(owner).flatMap((key) => [{owner, key}, ...fieldsOf(owner[key])]);
}
