import { forEachOf } from './compare';
import { compareHttp2 } from './http2-compare';
import {
  ANSWER_LENGTH,
  CODES,
  FRAME_ENDS,
  type CodeName,
  type Http2Ending,
  type Http2Fault,
} from './http2-server';
import { conduct, nameOf, type Http2Trial } from './http2-trial';
import { expectNoFault } from './report';
import { METHODS } from './trials';

const BYTES = [...Array(ANSWER_LENGTH + 1).keys()];
const CODE_NAMES = Object.keys(CODES) as CodeName[];

/** The connection fails at each byte of the answer. */
const connectionFaults = (['FIN', 'RST'] as const).flatMap((ending) =>
  (['unread', 'head', ...BYTES] as const).map((at) => ({ at, ending })),
);

/**
 * A stream hangs, or the server says that a stream or the session has failed: between the frames of the answer. If the
 * connection hangs there is nothing to survive: axios keeps its session, and sends each retry on it.
 */
const streamFaults = CODE_NAMES.flatMap((code): Http2Ending[] => [
  { reset: code },
  { goaway: code, processed: true },
  { goaway: code, processed: false },
])
  .concat('stall')
  .flatMap((ending) => (['head', ...FRAME_ENDS] as const).map((at) => ({ at, ending })));

const trialsOf = (faults: readonly Http2Fault[], secure: boolean): Http2Trial[] =>
  METHODS.flatMap((method) =>
    faults.map((fault, index) => ({ method, secure, fault, times: 1 + (index % 2) })),
  );

describe.each([
  ['HTTP/2', false],
  ['HTTP/2 and TLS', true],
])('over %s', (title, secure) => {
  it('survives a connection that fails at each byte of the answer', async () => {
    const trials = trialsOf(connectionFaults, secure);
    expectNoFault(`${title}, each byte`, trials.length, await compareHttp2(trials));
  });

  it('survives a stream or a session that fails or hangs', async () => {
    const trials = trialsOf(streamFaults, secure);
    expectNoFault(`${title}, streams`, trials.length, await compareHttp2(trials));
  });
});

// axios 1.21 never ends a call whose HTTP/2 connection breaks before the answer: its `timeout` stops with the stream.
it('maxElapsedTime ends what axios leaves hanging over HTTP/2', async () => {
  const hanging: string[] = [];
  await forEachOf(trialsOf([...connectionFaults, ...streamFaults], false), async (trial) => {
    const { outcome } = await conduct(trial, { plugin: true, maxElapsedTime: 100 });
    if (outcome === 'hangs') hanging.push(nameOf(trial));
  });
  expect(hanging).toEqual([]);
});
