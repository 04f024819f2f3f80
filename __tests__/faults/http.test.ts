import { compare } from './compare';
import { expectNoFault } from './report';
import { answerTrials, requestTrials } from './trials';

describe('through the http adapter', () => {
  it.each([
    ['each place of the request', requestTrials({ adapter: 'http' })],
    ['each byte of the answer', answerTrials({ adapter: 'http' })],
  ])('survives a connection that fails at %s', async (place, trials) => {
    expectNoFault(`http, ${place}`, trials.length, await compare(trials));
  });
});

describe('the trials', () => {
  it('notice a POST that is sent again', async () => {
    const trials = requestTrials({ adapter: 'http', methods: ['post'], keepAlive: [false] });
    const { faults } = await compare(trials, { idempotent: true });
    expect(faults.length).toBeGreaterThan(trials.length * 0.8);
  });

  it('notice a GET that is given up', async () => {
    const trials = requestTrials({ adapter: 'http', methods: ['get'], keepAlive: [false] });
    const { faults } = await compare(trials, { retries: 0 });
    expect(faults).toHaveLength(trials.length);
  });
});
