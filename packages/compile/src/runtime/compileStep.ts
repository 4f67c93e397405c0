import type {layers} from '@tensorflow/tfjs-layers';
import {generate} from '../code/module.js';
import {planCell} from './pipeline.js';
import {StepProgram} from './program.js';

/**
 * Compiles one step of a cell, from its trace to a program that can run.
 *
 * @param cell built
 * @param inputSize the width of its input
 * @param name of the layer, for errors
 * @throws TraceError if the cell cannot be compiled
 */
export function compileStep(cell: layers.RNNCell, inputSize: number, name: string): StepProgram {
  const {settled, plan, sizes} = planCell(cell, inputSize, name);
  const {bytes, layout} = generate(settled, plan, sizes);
  const program = new StepProgram(plan, layout, sizes, new WebAssembly.Module(bytes as BufferSource));
  const numbers = program.numbers(layout.end);
  for (const {id, role} of plan.constants) {
    if (role.kind === 'constant') numbers.set(role.data, layout.constants.get(id)! / 4);
  }
  return program;
}
