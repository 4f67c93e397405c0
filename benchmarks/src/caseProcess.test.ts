import {expect, test} from 'vitest';
import {openCase} from './caseProcess.js';

/** A process that describes itself, then answers that many requests, each with the seconds of the request. */
function fake(answers: number) {
  const program = `
    console.log(JSON.stringify({parameters: 7, versions: {fake: process.env.OMP_NUM_THREADS}}));
    let left = ${answers};
    require('node:readline').createInterface({input: process.stdin}).on('line', (line) => {
      if (left-- === 0) process.exit(3);
      console.log(JSON.stringify({steps: left, seconds: JSON.parse(line).seconds, memory: 9}));
    });`;
  return [process.execPath, '-e', program] as const;
}

test('a process answers line by line, and is closed', async () => {
  const opened = await openCase('fake', fake(2), 4);
  expect(opened.about).toEqual({parameters: 7, versions: {fake: '4'}});
  expect(await opened.measure(0.25)).toEqual({steps: 1, seconds: 0.25, memory: 9});
  expect(await opened.measure(3)).toEqual({steps: 0, seconds: 3, memory: 9});
  await opened.close();
});

test('a process that exits early is an error that names the case', async () => {
  const opened = await openCase('fake', fake(1));
  await opened.measure(1);
  await expect(opened.measure(1)).rejects.toThrow('fake: the process exited early, with exit code 3');
  await opened.close();
  await expect(openCase('fake', [process.execPath, '-e', 'process.exit(4)'])).rejects.toThrow('exit code 4');
});

test('a program that does not exist is an error', async () => {
  await expect(openCase('fake', ['/no/such/program'])).rejects.toThrow('/no/such/program');
});
