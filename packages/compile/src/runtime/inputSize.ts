import type {RNN, Shape} from '@tensorflow/tfjs-layers';

/** The width of a built layer's input. */
export function inputSizeOf(layer: RNN): number {
  const {shape} = layer.inputSpec[0]!;
  if (shape != null) return shape.at(-1) as number;
  // A layer that was built by a call with symbolic initial states knows its inputs' shapes by that call only.
  const [input] = layer.inboundNodes[0]!.inputShapes as Shape[];
  return input!.at(-1) as number;
}
