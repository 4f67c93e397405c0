import {ArgumentError, requireKeys, requireList, requireNumber, requireObject} from '@ntmjs/arguments';
import type {TopLevelSpec} from 'vega-lite';
import {animatedSvg} from './animatedSvg.js';
import {openView} from './svg.js';

/** Options of an animation. */
export interface ToAnimatedSvgArgs {
  /** The duration of each step; defaults to 0.5. */
  readonly secondsPerStep?: number | undefined;
}

/** A parameter with a slider. */
interface Slider {
  readonly name: string;
  readonly value: number;
  readonly bind: {readonly input: 'range'; readonly min: number; readonly max: number; readonly step: number};
}

/**
 * Draws a specification at every value of the parameter that it binds to a slider, as one SVG that plays them in a loop. The SVG uses CSS
 * animations and no script. For readers who prefer reduced motion, it shows the parameter's default value.
 *
 * @param spec a specification with its data, such as that of `memoryAnimation`
 * @returns the text of an SVG image
 * @throws ArgumentError if there is not exactly one such parameter, its range is no range of at most 10 000 values, or the number of marks
 *   changes with its value
 */
export async function toAnimatedSvg(spec: TopLevelSpec, args: ToAnimatedSvgArgs = {}): Promise<string> {
  const {secondsPerStep = 0.5} = requireKeys('toAnimatedSvg', args, ['secondsPerStep']);
  requireNumber('secondsPerStep', secondsPerStep, {above: 0});
  const {name, value, bind} = requireSlider(spec);
  const {draw, close} = await openView(spec);
  const frames: string[] = [];
  try {
    for (let at = bind.min; at <= bind.max; at += bind.step) frames.push(await draw({[name]: at}));
  } finally {
    close();
  }
  return animatedSvg({
    frames,
    still: Math.round((value - bind.min) / bind.step),
    secondsPerFrame: secondsPerStep,
    description: String(spec.description ?? ''),
  });
}

/** The most frames of an animation. */
const MOST_FRAMES = 10_000;

function requireRange(slider: Slider): Slider {
  const {name, value, bind} = slider;
  const of = `spec.params: ${name}`;
  const min = requireNumber(`${of}.bind.min`, bind.min);
  const step = requireNumber(`${of}.bind.step`, bind.step, {above: 0});
  requireNumber(`${of}.bind.max`, bind.max, {min, max: min + step * (MOST_FRAMES - 1)});
  requireNumber(`${of}.value`, value);
  return slider;
}

function requireSlider(spec: TopLevelSpec): Slider {
  const {params = []} = requireObject('spec', spec, 'a Vega-Lite specification');
  requireList('spec.params', params, 'parameters with exactly one slider');
  const sliders = (params as readonly Slider[]).filter(({bind}) => bind?.input === 'range');
  const [slider] = sliders;
  if (slider !== undefined && sliders.length === 1) return requireRange(slider);
  const names = sliders.map(({name}) => name);
  throw new ArgumentError('spec.params', 'parameters with exactly one slider', names);
}
