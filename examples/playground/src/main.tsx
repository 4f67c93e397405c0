import 'uplot/dist/uPlot.min.css';
import './style.css';
import {render} from 'preact';
import {Session} from './state/session.js';
import {App} from './view/app.js';

const session = new Session();
render(<App session={session} />, document.getElementById('app')!);
void session.start();
