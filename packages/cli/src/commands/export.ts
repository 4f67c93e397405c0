import {networkExports, openRun, requireFileOf, taskMetadata} from '@ntmjs/report/runs';
import {writeWhole} from '@ntmjs/training/runs';
import type {Command} from 'commander';
import {bestOption, editedOption} from '../options.js';
import {outputFor} from '../output.js';

export interface ExportOptions {
  to: string;
  best?: boolean;
  edited?: boolean;
  json?: boolean;
}

const endings = Object.keys(networkExports);

/** Adds `ntm export` to the program. */
export function addExportCommand(program: Command): void {
  program
    .command('export')
    .description(
      'write the weights of a trained model into a file that PyTorch programs read (--to weights.safetensors); the model as WebAssembly ' +
        'that runs without tfjs (--to model.wasm), and beside it what runs that in Node, Deno, Bun and pages: ntm-runner.js and ntm-runner.d.ts; ' +
        'or a step of it for ONNX runtimes (--to model.onnx), and beside it the states that it starts from: model.initial.onnx',
    )
    .argument('<run>', 'the folder of a run')
    .requiredOption('--to <file>', `the file to write, whose name ends with ${endings.join(' or ')}`)
    .addOption(bestOption())
    .addOption(editedOption())
    .option('--json', 'print JSON lines for machines')
    .action(exportCommand);
}

async function exportCommand(folder: string, options: ExportOptions): Promise<void> {
  const output = outputFor(options);
  const file = requireFileOf(endings, '--to', options.to);
  const {run, model} = await openRun(folder, {edited: options.edited, best: options.best});
  const exported = networkExports[endings.find((ending) => file.endsWith(ending))!]!;
  const {bytes, what, beside} = await exported(file, model, {metadata: taskMetadata(run.config.task)});
  await writeWhole(file, bytes);
  output.event('export', {
    run: folder,
    file,
    bytes: bytes.length,
    ...(beside && {[beside.name]: beside.path}),
  });
  output.line(`  ${file}  ${what}`);
  if (beside !== undefined) output.line(`  ${beside.path}  ${beside.what}`);
}
