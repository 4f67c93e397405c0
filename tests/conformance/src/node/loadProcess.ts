import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import {type LoadJob, runLoadJob} from '../loadJob.js';

// The program that `startElsewhere` forks: its argument is the backend, its messages are load jobs.
const ready = tf.setBackend(process.argv[2]!).then(() => tf.ready());

process.on('message', async (job: LoadJob) => {
  try {
    await ready;
    process.send!(await runLoadJob(job));
  } catch (error) {
    process.send!({error: (error as Error).message});
  }
});
