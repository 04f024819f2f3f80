import { compare } from './compare';
import { CODING_NAMES } from './fault';
import { expectNoFault } from './report';
import { answerTrials, requestTrials } from './trials';

describe('through the fetch adapter', () => {
  it('survives a connection that fails at each place of the request', async () => {
    const trials = requestTrials({ adapter: 'fetch' });
    expectNoFault('fetch, each place of the request', trials.length, await compare(trials));
  });

  it.each(CODING_NAMES)(
    'survives a connection that fails at each byte of the answer (%s)',
    async (coding) => {
      const trials = answerTrials({ adapter: 'fetch', codings: [coding] });
      expectNoFault(`fetch, each byte of the answer (${coding})`, trials.length, await compare(trials));
    },
  );
});
