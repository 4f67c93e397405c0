import {expect, test} from 'vitest';
import {openCase} from './caseProcess.js';

/** A process that says what it is and then answers as many requests as told, each with the seconds asked for. */
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

test('a process is asked line by line, and closed', async () => {
  const opened = await openCase('fake', fake(2), 4);
  expect(opened.about).toEqual({parameters: 7, versions: {fake: '4'}});
  expect(await opened.measure(0.25)).toEqual({steps: 1, seconds: 0.25, memory: 9});
  expect(await opened.measure(3)).toEqual({steps: 0, seconds: 3, memory: 9});
  await opened.close();
});

test('a process that ends before its time is an error that names the case', async () => {
  const opened = await openCase('fake', fake(1));
  await opened.measure(1);
  await expect(opened.measure(1)).rejects.toThrow(
    'fake: the process ended before its time, with exit code 3',
  );
  await opened.close();
  await expect(openCase('fake', [process.execPath, '-e', 'process.exit(4)'])).rejects.toThrow('exit code 4');
});

test('a program that is not there is an error', async () => {
  await expect(openCase('fake', ['/no/such/program'])).rejects.toThrow('/no/such/program');
});
