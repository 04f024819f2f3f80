import { SpanKind, trace } from '@opentelemetry/api';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';

/** What the test needs to know of a span. */
export interface Span {
  readonly id: string;
  readonly parent: string | undefined;
  readonly kind: 'client' | 'other';
  readonly status: unknown;
}

const exporter = new InMemorySpanExporter();
const tracerProvider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
tracerProvider.register();
new HttpInstrumentation().setTracerProvider(tracerProvider);

/** Makes one call with the plugin under a span of its own, and prints all spans that have come of it. */
async function main(url: string): Promise<void> {
  // Only after the instrumentation, which watches the loading of modules.
  const { default: axios } = await import('axios');
  const { axiosRetry } = await import('../../lib');
  const client = axios.create({ proxy: false });
  axiosRetry(client, { retries: 2, retryDelay: 1, log: false });

  await trace.getTracer('caller').startActiveSpan('caller', async (span) => {
    await client.get(url);
    span.end();
  });

  const spans = exporter.getFinishedSpans().map((span): Span => ({
    id: span.spanContext().spanId,
    parent: span.parentSpanContext?.spanId,
    kind: span.kind === SpanKind.CLIENT ? 'client' : 'other',
    status: span.attributes['http.response.status_code'],
  }));
  process.stdout.write(JSON.stringify(spans));
}

void main(process.argv[2]!);
