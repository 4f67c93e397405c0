/** The most characters of a message that one value takes: a string by itself, and anything else. */
const LIMITS = {text: 200, other: 80};

/**
 * A value as an error message shows it: short, and telling `"3"` from `3` and `NaN` from `null`. Tensors, layers, models,
 * functions and objects of other classes are named, arrays and plain objects are written as JSON is. Any value can be shown: one
 * that contains itself, one that throws where it is read, one of any size.
 */
export function show(value: unknown): string {
  const limit = typeof value === 'string' ? LIMITS.text : LIMITS.other;
  let text = '';
  try {
    for (const piece of pieces(value, [])) {
      text += piece;
      if (text.length > limit) return `${text.slice(0, limit - 3)}...`;
    }
  } catch {
    return 'an object that cannot be read';
  }
  return text;
}

/**
 * The text of a value, piece by piece, so that a large one need not be written to its end.
 *
 * @param around the objects that the value is in
 */
function* pieces(value: unknown, around: readonly object[]): Generator<string> {
  if (typeof value === 'function') yield nameOfFunction(value);
  else if (typeof value !== 'object' || value === null) yield nameOfPrimitive(value);
  else if (around.includes(value)) yield '(circular)';
  else if (isList(value)) {
    yield Array.isArray(value) ? '[' : `${value.constructor.name} [`;
    for (let index = 0; index < value.length; index++) {
      if (index > 0) yield ',';
      yield* pieces(value[index], [...around, value]);
    }
    yield ']';
  } else yield* nameOfObject(value) ?? fieldsOf(value, around);
}

function* fieldsOf(value: object, around: readonly object[]): Generator<string> {
  yield '{';
  for (const [index, key] of Object.keys(value).entries()) {
    yield `${index > 0 ? ',' : ''}${JSON.stringify(key)}:`;
    yield* pieces(Reflect.get(value, key), [...around, value]);
  }
  yield '}';
}

function isList(value: object): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

function nameOfPrimitive(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  return typeof value === 'bigint' ? `${value}n` : String(value);
}

/** Whether a function is a class, which can only be called with `new`. */
export function isClass(value: object): boolean {
  return /^class\b/.test(Function.prototype.toString.call(value));
}

function nameOfFunction(value: {readonly name: string}): string {
  return `${isClass(value) ? 'class' : 'function'} ${value.name || '(anonymous)'}`;
}

/** The members of TensorFlow.js' objects that tell what they are. */
interface Members {
  readonly shape?: unknown;
  readonly name?: unknown;
  readonly layers?: unknown;
  readonly getClassName?: unknown;
}

/** The name of a tensor, of a layer or model of TensorFlow.js, or of an object of a class; undefined for a plain object. */
function nameOfObject(value: object & Members): string | undefined {
  const {shape, name, layers, getClassName} = value;
  if (Array.isArray(shape)) return `a tensor of shape [${shape.map(String).join(', ')}]`;
  if (typeof getClassName === 'function' && typeof name === 'string') {
    return `the ${Array.isArray(layers) ? 'model' : 'layer'} ${name} (${getClassName.call(value)})`;
  }
  const prototype: object | null = Object.getPrototypeOf(value);
  // By its name, since each frame of a page has an `Object` of its own.
  const className = prototype?.constructor?.name;
  return prototype === null || className === 'Object' ? undefined : `an object of ${className || 'a class'}`;
}
