import {basename} from 'node:path';
import {exportProgram, exportWeights} from '@ntmjs/interchange';
import {openRun} from '@ntmjs/report/runs';
import {writeWhole} from '@ntmjs/training/runs';
import type {Command} from 'commander';
import {PROGRAM, requireFileOf, writeRunner} from '../networkFiles.js';
import {bestOption, editedOption} from '../options.js';
import {outputFor} from '../output.js';
import {taskMetadata, WEIGHTS} from '../weightsFile.js';

interface ExportOptions {
  to: string;
  best?: boolean;
  edited?: boolean;
  json?: boolean;
}

/** Adds `ntm export` to the program. */
export function addExportCommand(program: Command): void {
  program
    .command('export')
    .description(
      'write the weights of a trained model into a file that PyTorch programs read (--to weights.safetensors), or the model as WebAssembly ' +
        'that runs without tfjs (--to model.wasm), and beside it what runs that in Node, Deno, Bun and pages: ntm-runner.js and ntm-runner.d.ts',
    )
    .argument('<run>', 'the folder of a run')
    .requiredOption('--to <file>', `the file to write, whose name ends with ${WEIGHTS} or ${PROGRAM}`)
    .addOption(bestOption())
    .addOption(editedOption())
    .option('--json', 'print JSON lines for machines')
    .action(exportCommand);
}

async function exportCommand(folder: string, options: ExportOptions): Promise<void> {
  const output = outputFor(options);
  const file = requireFileOf([WEIGHTS, PROGRAM], '--to', options.to);
  const {run, model} = await openRun(folder, {edited: options.edited, best: options.best});
  const metadata = taskMetadata(run.config.task);
  const isProgram = file.endsWith(PROGRAM);
  const bytes = isProgram ? exportProgram(model, {metadata}) : exportWeights(model, {metadata});
  await writeWhole(file, bytes);
  const runner = isProgram ? await writeRunner(file) : undefined;
  output.event('export', {run: folder, file, bytes: bytes.length, ...(runner && {runner})});
  if (runner === undefined)
    output.line(`  ${file}  the weights of ${folder}, with the names that PyTorch's modules give them`);
  else {
    output.line(`  ${file}  the network of ${folder}, compiled, with its weights`);
    output.line(`  ${runner}  runs it: const network = await loadNetwork(fetch('${basename(file)}'))`);
  }
}
