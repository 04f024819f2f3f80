import { compare } from './compare';
import { expectNoFault } from './report';
import { answerTrials, requestTrials } from './trials';

describe('through the fetch adapter', () => {
  it.each([
    ['each place of the request', requestTrials({ adapter: 'fetch' })],
    ['each byte of the answer', answerTrials({ adapter: 'fetch' })],
  ])('survives a connection that fails at %s', async (place, trials) => {
    expectNoFault(`fetch, ${place}`, trials.length, await compare(trials));
  });
});
