import { trace } from '@opentelemetry/api';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import type { AxiosInstance } from 'axios';
import { createRequire } from 'node:module';
import ts from 'typescript';
import { readDocument } from '../readme/markdown';

const load = createRequire(__filename);
const exporter = new InMemorySpanExporter();
const tracerProvider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
tracerProvider.register();

/** Runs a snippet of docs/logging.md as it stands there, but for the address. */
function run(name: string, origin: string): Record<string, unknown> {
  const block = readDocument('docs/logging.md').blocks.find((candidate) => candidate.name === name);
  const { outputText } = ts.transpileModule(block!.text.replace('https://api.example.com', origin), {
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      esModuleInterop: true,
    },
  });
  const exported = {};
  const require = (file: string): unknown => load(file === 'axios-backoff' ? '../../lib' : file);
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- that is how a snippet is run
  const work = new Function('require', 'exports', outputText) as (load: unknown, exported: object) => void;
  work(require, exported);
  return exported;
}

/** Makes one call with the client of the recipe, and prints what stands on each span. */
async function main(origin: string): Promise<void> {
  console.warn = console.info = () => undefined;
  (run('tracing', origin).instrumentation as Instrumentation).setTracerProvider(tracerProvider);
  const client = run('client', origin).client as AxiosInstance;
  client.defaults.proxy = false;
  client.defaults['axios-retry'] = { retryDelay: 1 };
  await trace.getTracer('caller').startActiveSpan('caller', async (span) => {
    await client.get('/orders');
    span.end();
  });
  const spans = exporter.getFinishedSpans().filter(({ name }) => name !== 'caller');
  process.stdout.write(
    JSON.stringify(
      spans.map(({ attributes }) => [
        attributes['http.response.status_code'],
        attributes['http.request.resend_count'] ?? 'none',
      ]),
    ),
  );
}

void main(process.argv[2]!);
