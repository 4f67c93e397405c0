import type {PolicyArgs} from '../pages/policy.js';

/**
 * Controls an animation with a button and a slider. It starts as the animation would by itself: moving, or still at its initial
 * step if readers prefer reduced motion.
 */
const SCRIPT = `
const player = document.currentScript.closest('.player');
const [controls, svg] = [player.querySelector('.controls'), player.querySelector('svg')];
const [button, slider, output] = ['button', 'input', 'output'].map((name) => controls.querySelector(name));
const secondsPerStep = Number(player.dataset.secondsPerStep);
svg.classList.add('controlled');
const animations = svg.getAnimations({subtree: true});
let timer;
const show = (step) => {
  slider.value = output.value = step;
  slider.setAttribute('aria-valuetext', 'step ' + step);
};
const pause = () => {
  clearInterval(timer);
  for (const animation of animations) animation.pause();
  button.textContent = 'Play';
};
const play = () => {
  for (const animation of animations) animation.play();
  button.textContent = 'Pause';
  timer = setInterval(() => {
    const step = Math.floor(animations[0].currentTime / 1000 / secondsPerStep) % (Number(slider.max) + 1);
    if (step !== Number(slider.value)) show(step);
  }, 50);
};
const goTo = (step) => {
  pause();
  for (const animation of animations) animation.currentTime = 1000 * secondsPerStep * (step + 0.5);
  show(step);
};
button.onclick = () => (button.textContent === 'Play' ? play() : pause());
slider.oninput = () => goTo(Number(slider.value));
if (matchMedia('(prefers-reduced-motion: reduce)').matches) goTo(Number(slider.value));
else play();
controls.hidden = false;
`;

export interface PlayerArgs {
  /** An SVG of `toAnimatedSvg`. */
  readonly svg: string;
  readonly steps: number;
  /** The step that is shown if readers prefer reduced motion. */
  readonly still: number;
  readonly secondsPerStep: number;
}

/** An animation with a pause button and a slider for its steps, as HTML. Without scripts it still moves. */
export function playerHtml({svg, steps, still, secondsPerStep}: PlayerArgs): string {
  return `<div class="player" data-seconds-per-step="${secondsPerStep}">
<div class="controls" hidden><button type="button">Pause</button>
<label>time step <input type="range" min="0" max="${steps - 1}" step="1" value="${still}"></label> <output></output></div>
<div class="wide" tabindex="0" role="region" aria-label="The memory over time">${svg}</div>
<script>${SCRIPT}</script>
</div>`;
}

/** The script and the style sheets of the players of animations, for the policy of their page. */
export function playerPolicy(svgs: readonly string[]): PolicyArgs {
  const styles = svgs.map((svg) => /<style>([^<]*)<\/style>/.exec(svg)![1]!);
  return {scripts: svgs.length > 0 ? [SCRIPT] : [], styles};
}
