import {drawCurve, type Point} from './chart.js';
import type {Progress} from './worker.js';

const status = document.querySelector<HTMLElement>('#status')!;
const chart = document.querySelector<SVGElement>('#chart')!;
const points: Point[] = [];

// Vite makes a file of the worker and of all that it imports.
const worker = new Worker(new URL('./worker.ts', import.meta.url), {type: 'module'});

worker.onmessage = ({data}: MessageEvent<Progress>) => {
  const {sequences, wrongBits, ended} = data;
  points.push({x: sequences, y: wrongBits});
  drawCurve(chart, points);
  status.textContent = `${wrongBits.toFixed(2)} wrong bits per sequence after ${sequences} sequences${ended ? ', the end.' : ' …'}`;
};

worker.onerror = ({message}) => {
  status.textContent = `The worker stopped: ${message}`;
};
