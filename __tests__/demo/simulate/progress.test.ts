import { Writable } from 'node:stream';
import { startProgress } from '../../../demo/simulate/progress';
import { CALM } from './scenario';

/** What is written to a stream while half of the calls end. */
function draw(isTTY: boolean): string {
  let text = '';
  const stream = Object.assign(
    new Writable({
      write: (chunk, _encoding, done) => {
        text += String(chunk);
        done();
      },
    }),
    // What a terminal has and the bar uses.
    { isTTY, columns: 80, cursorTo: () => true, moveCursor: () => true, clearLine: () => true },
  );
  const progress = startProgress(CALM, 2, stream as never);
  progress.callsEnded(4200);
  progress.stop();
  return text;
}

describe('the progress bar', () => {
  it('shows on a terminal how many of all calls have ended', () => {
    expect(draw(true)).toMatch(/█.*░.* 50 % of 8400 calls/);
  });

  it('is not there elsewhere', () => {
    expect(draw(false)).toBe('');
  });
});
