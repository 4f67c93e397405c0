import {requireObject} from '@ntmjs/arguments';
import type {LayerConfig} from './layer/describeLayer.js';
import {parseFlatJson} from './safetensors/flatJson.js';
import {readHeader} from './safetensors/header.js';
import {type ReadSafetensorsArgs, requireFile} from './safetensors/readSafetensors.js';

/** The key of the layer's configuration in the metadata of a file. */
export const LAYER_KEY = 'ntmjs.layer';

/** More levels than the configuration of any layer has. */
const LEVELS = 8;

/**
 * The configuration of the layer that a file of weights is of: its cell, inputs and units, the controller, the memory access with its
 * arguments. docs/guide/interchange.md lists them.
 *
 * @param bytes of a safetensors file
 * @returns undefined if the file does not say, as one that another program wrote
 * @throws ArgumentError that names the file if it is not one that `readSafetensors` reads
 */
export function weightsConfig(
  bytes: Uint8Array,
  args: ReadSafetensorsArgs = {},
): Readonly<Record<string, unknown>> | undefined {
  const file = requireFile('weightsConfig', args);
  return configIn(file, readHeader(file, bytes).metadata);
}

/** The configuration in the metadata of a file. */
export function configIn(file: string, metadata: Readonly<Record<string, string>>): LayerConfig | undefined {
  if (!Object.hasOwn(metadata, LAYER_KEY)) return undefined;
  const name = `${file}: ${LAYER_KEY}`;
  const config = parseFlatJson(name, metadata[LAYER_KEY]!, LEVELS);
  return requireObject(name, config, 'the configuration of a layer') as LayerConfig;
}
