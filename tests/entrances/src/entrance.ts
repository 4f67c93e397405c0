/** How to call an entrance rightly. */
export interface Call {
  /** Fresh arguments of a call that succeeds. */
  readonly args: () => readonly unknown[];
  /** Calls it; defaults to the export of the entrance's name, with `new` for a class. */
  readonly call?: (...args: never[]) => unknown;
  /** Paths of arguments, such as `[0].title`, that may be of any type. */
  readonly any?: readonly string[];
  /** Paths of arguments in which no mistakes are made: data of another library. */
  readonly shallow?: readonly string[];
  /** The number of arguments that it needs; defaults to that of its parameters without a default. */
  readonly required?: number;
}

/**
 * The entrances of a module by name: every function and class that it exports, and methods of what these return, whose names have
 * a dot.
 */
type Entrances = Readonly<Record<string, Call | Call['args']>>;

/** A module and its entrances. */
export interface Module {
  /** As it is imported, after `@ntmjs/`. */
  readonly name: string;
  readonly exports: object;
  readonly entrances: Entrances;
  /** Exports that are called by code of this project alone, and why they check nothing. */
  readonly unchecked?: {readonly reason: string; readonly names: readonly string[]};
}

const openObjects = new WeakSet<object>();

/** Marks an object as one that may have any keys: it is data or a record, and no options. */
export function open<T extends object>(object: T): T {
  openObjects.add(object);
  return object;
}

/** Whether an object may have any keys. */
export function isOpen(object: object): boolean {
  return openObjects.has(object);
}

/** A call with every default filled in. */
export interface ResolvedCall {
  readonly args: () => readonly unknown[];
  readonly call: (...args: unknown[]) => unknown;
  readonly any: readonly string[];
  readonly shallow: readonly string[];
  /** How many arguments it needs. */
  readonly required: number;
}

/** The call of an entrance. */
export function callOf({exports, entrances}: Module, name: string): ResolvedCall {
  const entrance = entrances[name]!;
  const {args, call, any = [], shallow = [], required} = asCall(entrance);
  const exported = Reflect.get(exports, name) as ((...args: unknown[]) => unknown) | undefined;
  const own = call as ResolvedCall['call'] | undefined;
  if (own === undefined && exported === undefined) throw new Error(`${name} is not exported`);
  return {
    args,
    call:
      own ?? ((...given) => (isClass(exported!) ? Reflect.construct(exported!, given) : exported!(...given))),
    any,
    shallow,
    required: required ?? (own ?? exported!).length,
  };
}

function asCall(entrance: Call | Call['args']): Call {
  return typeof entrance === 'function' ? {args: entrance} : entrance;
}

/** The names of the functions and classes that a module exports. */
export function exportedEntrances(exports: object): string[] {
  return Object.keys(exports).filter((name) => typeof Reflect.get(exports, name) === 'function');
}

function isClass(value: object): boolean {
  return Function.prototype.toString.call(value).startsWith('class');
}
