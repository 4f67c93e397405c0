import {
  ArgumentError,
  requireInstance,
  requireInteger,
  requireKeys,
  requireList,
  requireNumber,
  requireObject,
} from '@ntmjs/arguments';
import {Message} from '../protobuf/message.js';
import {histogram} from './histogram.js';
import {record} from './record.js';

export interface EventArgs {
  /** The step of training: of a run of ntmjs, the number of sequences. */
  readonly step: number;
  /** The seconds since 1970; defaults to now. */
  readonly wallTime?: number | undefined;
  /** Numbers, by their tags. */
  readonly scalars?: Readonly<Record<string, number>> | undefined;
  /** Lists of numbers whose distribution is shown, by their tags. */
  readonly histograms?: Readonly<Record<string, ArrayLike<number>>> | undefined;
  /** Pictures as the bytes of PNGs, by their tags. */
  readonly images?: Readonly<Record<string, Uint8Array>> | undefined;
}

/** The version of event files in which a restart hides what came after its step. */
const FILE_VERSION = 'brain.Event:2';

/** `SessionLog.START`. */
const START = 1;

/**
 * The first bytes of an event file of TensorBoard. A file that goes on with a training begins with a restart: TensorBoard then hides what
 * earlier files of the folder have at its step and after.
 *
 * @param args `step`, the step that the training goes on from, if it does; `wallTime` as for `tensorboardEvent`
 * @throws ArgumentError that names the argument
 * @see TensorFlow, `tensorflow/core/util/event.proto`
 */
export function tensorboardStart(
  args: Partial<Pick<EventArgs, 'step' | 'wallTime'>> = {},
): Uint8Array<ArrayBuffer> {
  const {step, wallTime = now()} = requireKeys('start', args, ['step', 'wallTime']);
  requireNumber('start.wallTime', wallTime, {min: 0});
  const first = record(new Message().double(1, wallTime).bytes(3, FILE_VERSION).finish());
  if (step === undefined) return first;
  requireInteger('start.step', step, {min: 0});
  const log = new Message().integer(1, START);
  const restart = record(new Message().double(1, wallTime).integer(2, step).bytes(7, log).finish());
  const bytes = new Uint8Array(first.byteLength + restart.byteLength);
  bytes.set(first);
  bytes.set(restart, first.byteLength);
  return bytes;
}

/**
 * An event as the bytes that follow `tensorboardStart` in an event file, `events.out.tfevents.…`, which TensorBoard shows: append each as a
 * whole.
 *
 * @throws ArgumentError that names the argument
 * @see TensorFlow, `tensorflow/core/util/event.proto` and `tensorflow/core/framework/summary.proto`
 */
export function tensorboardEvent(args: EventArgs): Uint8Array<ArrayBuffer> {
  const names = ['step', 'wallTime', 'scalars', 'histograms', 'images'];
  const {
    step,
    wallTime = now(),
    scalars = {},
    histograms = {},
    images = {},
  } = requireKeys('event', args, names);
  requireInteger('event.step', step, {min: 0});
  requireNumber('event.wallTime', wallTime, {min: 0});
  requireObject('event.scalars', scalars, 'an object of numbers by their tags');
  requireObject('event.histograms', histograms, 'an object of lists of numbers by their tags');
  requireObject('event.images', images, 'an object of PNGs by their tags');
  const summary = new Message();
  for (const [tag, value] of Object.entries(scalars)) {
    requireNumber(`event.scalars.${tag}`, value);
    summary.bytes(1, new Message().bytes(1, tag).float(2, value));
  }
  for (const [tag, values] of Object.entries(histograms)) {
    const name = `event.histograms.${tag}`;
    if (!ArrayBuffer.isView(values)) requireList(name, values as readonly number[], 'a list of numbers');
    for (let index = 0; index < values.length; index++) requireNumber(`${name}[${index}]`, values[index]!);
    summary.bytes(1, new Message().bytes(1, tag).bytes(5, histogram(values)));
  }
  for (const [tag, png] of Object.entries(images)) {
    const {width, height} = sizeOf(`event.images.${tag}`, png);
    const content = new Message().integer(1, height).integer(2, width).integer(3, RGBA).bytes(4, png);
    summary.bytes(1, new Message().bytes(1, tag).bytes(4, content));
  }
  return record(new Message().double(1, wallTime).integer(2, step).bytes(5, summary).finish());
}

/** The color space of an image: red, green, blue and opacity. */
const RGBA = 4;

/** The first bytes of a PNG, up to the size in its header. */
const PNG_START = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52];

/** The size of a PNG in pixels, from its header. */
function sizeOf(name: string, png: Uint8Array): {readonly width: number; readonly height: number} {
  requireInstance(name, png, Uint8Array, 'the bytes of a PNG');
  const isPng = png.byteLength >= 24 && PNG_START.every((byte, index) => png[index] === byte);
  if (!isPng) throw new ArgumentError(name, 'the bytes of a PNG', png);
  const view = new DataView(png.buffer, png.byteOffset);
  return {width: view.getUint32(16), height: view.getUint32(20)};
}

function now(): number {
  return Date.now() / 1000;
}
