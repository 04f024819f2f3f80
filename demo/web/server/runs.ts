import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { fail, MODES, STATUSES, succeed, type FlakyServerOptions } from '../../shared/flaky-server';

/** One run of the page: how its calls fail, and how many there have been. */
interface Run {
  readonly options: FlakyServerOptions;
  calls: number;
  /** Told of each call. */
  readonly watchers: Set<() => void>;
}

/** A page left open all day must not fill the memory. */
const MOST_RUNS = 100;

const OPTIONS_SCHEMA = {
  type: 'object',
  required: ['failures', 'mode', 'status'],
  additionalProperties: false,
  properties: {
    failures: { type: 'integer', minimum: 0 },
    mode: { enum: MODES },
    status: { enum: STATUSES },
    retryAfter: { type: 'integer', minimum: 0 },
  },
};

type OfRun = FastifyRequest<{ Params: { id: string } }>;

/**
 * The flaky server behind the page, with a count for each run:
 *
 * - `POST /runs` begins one and gives its address,
 * - `GET` or `POST /runs/ID/orders` fails as often as that run was asked to, then works,
 * - `GET /runs/ID/calls` is a stream of events that tells how many calls have come in.
 */
export function serveRuns(app: FastifyInstance): void {
  const runs = new Map<string, Run>();
  let latest = 0;

  const known =
    (answer: (run: Run, request: OfRun, reply: FastifyReply) => FastifyReply) =>
    (request: OfRun, reply: FastifyReply): FastifyReply => {
      const run = runs.get(request.params.id);
      return run ? answer(run, request, reply) : reply.code(404).send({ message: 'There is no such run.' });
    };

  app.post<{ Body: FlakyServerOptions }>('/runs', { schema: { body: OPTIONS_SCHEMA } }, ({ body }, reply) => {
    const id = String(++latest);
    runs.set(id, { options: body, calls: 0, watchers: new Set() });
    runs.delete(String(latest - MOST_RUNS));
    return reply.code(201).send({ url: `runs/${id}` });
  });

  app.route<{ Params: { id: string } }>({
    method: ['GET', 'POST'],
    url: '/runs/:id/orders',
    handler: known((run, request, reply) => {
      const call = ++run.calls;
      for (const tell of run.watchers) tell();
      return call <= run.options.failures ? fail(request, reply, run.options, call) : succeed(reply, call);
    }),
  });

  app.get(
    '/runs/:id/calls',
    known((run, _request, reply) => {
      reply.hijack();
      const tell = (): void => {
        reply.raw.write(`data: ${run.calls}\n\n`);
      };
      reply.raw.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
      tell();
      run.watchers.add(tell);
      reply.raw.on('close', () => run.watchers.delete(tell));
      return reply;
    }),
  );
}
