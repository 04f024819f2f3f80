import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { describeTool, type Ending, type TestTool } from './test-tool';

const URL = 'http://api.example.com/orders';

const server = setupServer();

beforeAll(() => {
  server.listen({ onUnhandledRequest: 'error' });
});

afterAll(() => {
  server.close();
});

const play: TestTool['play'] = (_client, method, endings) => {
  const left: Ending[] = [...endings];
  // It reports on the console a request that no handler is for.
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
  if (endings[0] === 'a request that no handler is for') return;
  server.use(
    http[method](URL, () => {
      const ending = left.shift();
      return typeof ending === 'number' ? HttpResponse.json({}, { status: ending }) : HttpResponse.error();
    }),
  );
};

describe.each(['http', 'fetch'] as const)('MSW', (adapter) => {
  describeTool({
    name: `axios over ${adapter}`,
    adapter,
    lost: ['HttpResponse.error()'],
    final: ['a request that no handler is for'],
    play,
    stop: () => {
      server.resetHandlers();
    },
  });
});
