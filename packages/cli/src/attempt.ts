import './backend.js';
import {serveAttempt} from '@ntmjs/sweep/runs';

// A process that trains one run of a sweep, for the one that started it.
serveAttempt();
