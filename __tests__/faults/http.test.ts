import { compare } from './compare';
import { CODING_NAMES } from './fault';
import { expectNoFault } from './report';
import { answerTrials, requestTrials } from './trials';

describe('through the http adapter', () => {
  it('survives a connection that fails at each place of the request', async () => {
    const trials = requestTrials({ adapter: 'http' });
    expectNoFault('http, each place of the request', trials.length, await compare(trials));
  });

  it.each(CODING_NAMES)(
    'survives a connection that fails at each byte of the answer (%s)',
    async (coding) => {
      const trials = answerTrials({ adapter: 'http', codings: [coding] });
      expectNoFault(`http, each byte of the answer (${coding})`, trials.length, await compare(trials));
    },
  );
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
