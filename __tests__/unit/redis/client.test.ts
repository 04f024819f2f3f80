import { codeOf, isNotConnected, isUnknown, runnerOf } from '../../../lib/redis/client';
import { SCRIPTS } from '../../../lib/redis/scripts';

const { text, sha } = SCRIPTS.publish;
const KEYS = ['{a}:x', '{a}:y'];
const ARGS = ['1', 'two'];

/** A method that fails as said, each time, and then answers. */
function method(...failures: string[]): jest.Mock {
  const mock = jest.fn(() => Promise.resolve(['done']));
  for (const message of failures) mock.mockImplementationOnce(() => Promise.reject(new Error(message)));
  return mock;
}

/** Each client, its two methods, and what they are called with. */
const CLIENTS = [
  [
    'redis',
    (evalSha: jest.Mock, evaluate: jest.Mock) => ({ evalSha, eval: evaluate }),
    [{ keys: KEYS, arguments: ARGS }],
  ],
  [
    'ioredis',
    (evalsha: jest.Mock, evaluate: jest.Mock) => ({ evalsha, eval: evaluate, defineCommand: jest.fn() }),
    [2, ...KEYS, ...ARGS],
  ],
] as const;

describe.each(CLIENTS)('a client of %s', (_name, clientWith, passed) => {
  const run = (bySha: jest.Mock, byText: jest.Mock, times = 1): (() => Promise<unknown>) => {
    const runner = runnerOf(clientWith(bySha, byText));
    return async () => {
      let reply: unknown;
      for (let time = 0; time < times; time++) reply = await runner('publish', KEYS, ARGS);
      return reply;
    };
  };

  it('is asked by the digest of the script', async () => {
    const [bySha, byText] = [method(), method()];
    expect(await run(bySha, byText)()).toEqual(['done']);
    expect(bySha.mock.calls).toEqual([[sha, ...passed]]);
    expect(byText).not.toHaveBeenCalled();
  });

  it('is given the text when the server has forgotten it, each time', async () => {
    const [bySha, byText] = [method('NOSCRIPT No matching script.', 'NOSCRIPT Please use EVAL.'), method()];
    expect(await run(bySha, byText, 3)()).toEqual(['done']);
    expect(byText.mock.calls).toEqual([
      [text, ...passed],
      [text, ...passed],
    ]);
    expect(bySha).toHaveBeenCalledTimes(3);
  });

  it.each([
    "NOPERM User default has no permissions to run the 'evalsha' command",
    "ERR unknown command 'evalsha'",
  ])('is given the text from then on, if that is all that the server takes: %s', async (message) => {
    const [bySha, byText] = [method(message), method()];
    expect(await run(bySha, byText, 3)()).toEqual(['done']);
    expect(bySha).toHaveBeenCalledTimes(1);
    expect(byText).toHaveBeenCalledTimes(3);
  });

  it.each(['connect ECONNREFUSED', 'ERR user_script:1: bug', 'OOM command not allowed'])(
    'is not asked twice for any other failure: %s',
    async (message) => {
      const [bySha, byText] = [method(message), method()];
      await expect(run(bySha, byText)()).rejects.toThrow(message);
      expect(byText).not.toHaveBeenCalled();
    },
  );
});

it('an object with one method gets the text, the keys and the arguments', async () => {
  const evaluate = method();
  const client = { eval: evaluate };
  expect(await runnerOf(client)('publish', KEYS, ARGS)).toEqual(['done']);
  expect(evaluate.mock.calls).toEqual([[text, KEYS, ARGS]]);
  expect(evaluate.mock.contexts).toEqual([client]);
});

it('a method of Object.prototype makes no client', () => {
  Reflect.set(Object.prototype, 'eval', () => undefined);
  try {
    expect(() => runnerOf({} as never)).toThrow(TypeError);
  } finally {
    Reflect.deleteProperty(Object.prototype, 'eval');
  }
});

it.each([
  ['NOSCRIPT No matching script.', 'NOSCRIPT'],
  ['-NOPERM no permission', 'NOPERM'],
  ['OOM', 'OOM'],
  ['Connection is closed.', ''],
  ['X is short', ''],
  ['connect ECONNREFUSED', ''],
  ['A'.repeat(31), ''],
])('the code of the error %p is %p', (message, code) => {
  expect(codeOf(new Error(message))).toBe(code);
});

it.each([
  ["ERR unknown command 'evalsha'", true],
  ['ERR Unknown Command `EVAL`', true],
  ['ERR user_script:1: bug', false],
])('the error %p means that there is no such command: %p', (message, isIt) => {
  expect(isUnknown(new Error(message))).toBe(isIt);
});

it.each([
  ['The client is closed', true],
  ['Connection is closed.', true],
  ['Socket closed unexpectedly', false],
  ['The client is offline', false],
])('the error %p means that the client is not connected: %p', (message, isIt) => {
  expect(isNotConnected(new Error(message))).toBe(isIt);
});

it.each([undefined, null, 'NOSCRIPT', {}])('what is thrown may be anything: %p', (thrown) => {
  expect([codeOf(thrown), isUnknown(thrown), isNotConnected(thrown)]).toEqual(['', false, false]);
});
