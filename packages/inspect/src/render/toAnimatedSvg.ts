import {ArgumentError, requireKeys, requireNumber} from '@ntmjs/arguments';
import type {TopLevelSpec} from 'vega-lite';
import {animatedSvg} from './animatedSvg.js';
import {openView} from './svg.js';

/** How an animation is drawn. */
export interface ToAnimatedSvgArgs {
  /** How long each step is shown, 0.5 unless given. */
  readonly secondsPerStep?: number | undefined;
}

/** A parameter that a slider is bound to. */
interface Slider {
  readonly name: string;
  readonly value: number;
  readonly bind: {readonly input: 'range'; readonly min: number; readonly max: number; readonly step: number};
}

/**
 * Draws a specification at every value of the parameter that it binds to a slider, as one SVG that goes through them again and again:
 * without a script, wherever CSS animations are known. Where readers ask for less motion, it stays at the parameter's own value.
 *
 * @param spec a specification that holds its data, such as that of `memoryAnimation`
 * @returns the text of an SVG image
 * @throws ArgumentError if there is no such parameter, or what is drawn has more or fewer marks at some of its values
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

function requireSlider({params = []}: TopLevelSpec): Slider {
  const sliders = (params as readonly Slider[]).filter(({bind}) => bind?.input === 'range');
  const [slider] = sliders;
  if (slider !== undefined && sliders.length === 1) return slider;
  const names = sliders.map(({name}) => name);
  throw new ArgumentError('spec.params', 'parameters of which one is bound to a slider', names);
}
