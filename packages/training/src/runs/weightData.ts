import {ArgumentError} from '@ntmjs/arguments';
import {util} from '@tensorflow/tfjs-core';
import * as v from 'valibot';

const dtype = v.picklist(['float32', 'int32', 'bool', 'complex64']);

/** The spec of each tensor in a tfjs file of weights; other keys are kept. */
export const weightSpecSchema = v.looseObject({
  name: v.string(),
  shape: v.array(v.message(v.pipe(v.number(), v.integer(), v.minValue(0)), 'a size')),
  dtype,
  quantization: v.optional(v.looseObject({dtype: v.picklist(['uint8', 'uint16', 'float16'])})),
});

export type WeightSpec = v.InferOutput<typeof weightSpecSchema>;

const QUANTIZED_BYTES = {uint8: 1, uint16: 2, float16: 2};

/**
 * Returns the bytes of a file of weights if their number is that of its tensors.
 *
 * tfjs itself does not detect a truncated file: it fails without naming it, or fills in the rest.
 *
 * @throws ArgumentError that names the file
 */
export function requireWeightData(path: string, data: Buffer, specs: readonly WeightSpec[]): ArrayBuffer {
  const expected = specs.reduce((sum, {shape, dtype, quantization}) => {
    const bytes = quantization ? QUANTIZED_BYTES[quantization.dtype] : util.bytesPerElement(dtype);
    return sum + bytes * util.sizeFromShape(shape);
  }, 0);
  if (data.byteLength !== expected) {
    throw new ArgumentError(path, `a file of ${expected} bytes of weights`, data.byteLength);
  }
  return new Uint8Array(data).buffer;
}
