import {exportWeights} from '@ntmjs/interchange';
import {openRun} from '@ntmjs/report/runs';
import {writeWhole} from '@ntmjs/training/runs';
import type {Command} from 'commander';
import {editedOption} from '../options.js';
import {outputFor} from '../output.js';
import {requireWeightsPath, taskMetadata} from '../weightsFile.js';

interface ExportOptions {
  to: string;
  edited?: boolean;
  json?: boolean;
}

/** Adds `ntm export` to the program. */
export function addExportCommand(program: Command): void {
  program
    .command('export')
    .description('write the weights of a trained model into a file that PyTorch programs read')
    .argument('<run>', 'the folder of a run')
    .requiredOption('--to <file>', 'the file to write, such as weights.safetensors')
    .addOption(editedOption())
    .option('--json', 'print JSON lines for machines')
    .action(exportCommand);
}

async function exportCommand(folder: string, options: ExportOptions): Promise<void> {
  const output = outputFor(options);
  const file = requireWeightsPath('--to', options.to);
  const {run, model} = await openRun(folder, {edited: options.edited});
  const bytes = exportWeights(model, {metadata: taskMetadata(run.config.task)});
  await writeWhole(file, bytes);
  output.event('export', {run: folder, file, bytes: bytes.length});
  output.line(`  ${file}  the weights of ${folder}, with the names that PyTorch's modules give them`);
}
