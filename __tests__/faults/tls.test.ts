import { ADAPTERS } from '../http/server';
import { compare } from './compare';
import { expectNoFault } from './report';
import { answerTrials, handshakeTrials, requestTrials } from './trials';

describe.each(ADAPTERS)('over TLS, through the %s adapter', (adapter) => {
  it.each([
    ['during the handshake', handshakeTrials(adapter)],
    ['at each place of the request', requestTrials({ adapter, secure: true })],
    // Codings and methods differ above TLS, so not all of them are tried with each other again.
    [
      'at each byte of the answer',
      answerTrials({ adapter, secure: true, codings: ['length'], methods: ['get', 'post'] }),
    ],
    [
      'at each byte of an answer in another coding',
      answerTrials({
        adapter,
        secure: true,
        codings: ['chunked', 'gzip'],
        methods: ['get'],
        keepAlive: [true],
      }),
    ],
  ])('survives a connection that fails %s', async (place, trials) => {
    expectNoFault(`TLS through ${adapter}, ${place}`, trials.length, await compare(trials));
  });
});
