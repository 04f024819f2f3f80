import type { Colors } from 'picocolors/types';
import { plainTable, type Column } from '../shared/plain-table';
import { count, duration } from '../shared/text';
import type { Bound } from './bound';
import type { Figures } from './figures';
import { callsOf, CALM, troubleEnd, type Scenario, type Span } from './scenario';
import { ALL_STRATEGIES } from './all-strategies';
import type { Result } from './workers';

const seconds = ({ from, to }: Span): string => `${from / 1000}–${to / 1000} s`;

/** What has been simulated. */
export function heading(scenario: Scenario, colors: Colors): string {
  const { processes, rate, batch, capacity, latency, queue, outages, brownOut, seed } = scenario;
  const { warmUp, rateLimit, rateWindow, refusalCost, errorRate, retries, initialDelay, maxDelay } = scenario;
  const server = [
    `${capacity} calls a second, ${duration(latency)}`,
    queue > 0 && `${queue} wait for their turn`,
    refusalCost > 0 && `a refusal costs ${refusalCost} of an answer`,
    warmUp > 0 && `well for ${duration(warmUp)} first`,
    outages.length > 0 && outageText(scenario),
    brownOut && `half of that ${seconds(brownOut)}`,
    rateLimit !== undefined && `429 above ${rateLimit} a second, in windows of ${duration(rateWindow)}`,
    errorRate > 0 && `503 by chance for ${errorRate * 100} %`,
  ];
  const calls = `${count(callsOf(scenario), 'call')}, ${rate} a second${batch > 0 ? ` and ${batch} at once` : ''}`;
  return [
    `${colors.bold('Server')}   ${server.filter(Boolean).join(', ')}`,
    `${colors.bold('Clients')}  ${count(processes, 'process', 'processes')}, ${calls}, ` +
      `up to ${count(retries, 'retry', 'retries')}, waits from ${duration(initialDelay)} to ${duration(maxDelay)}, seed ${seed}`,
    ...redisLine(scenario, colors),
    '',
    '',
  ].join('\n');
}

/** Only where it is not as usual. */
function redisLine({ redisLatency, redisLost, redisLostMode }: Scenario, colors: Colors): string[] {
  if (redisLatency === CALM.redisLatency && !redisLost) return [];
  const lost = redisLost ? `, lost ${seconds(redisLost)} (commands ${redisLostMode})` : '';
  return [`${colors.bold('Redis')}    ${duration(redisLatency)} away${lost}`];
}

function outageText({ outages, outageMode, outageRetryAfter }: Scenario): string {
  const spans = outages.map(seconds).join(' and ');
  if (outageMode === 'refuse') return `refuses all ${spans}`;
  return `down ${spans}${outageRetryAfter === undefined ? '' : ` with Retry-After: ${outageRetryAfter}`}`;
}

interface Row extends Partial<Figures> {
  readonly label: string;
}

const DECIMALS = 2;

// Below 0 where all calls were over, and lost, before the trouble was.
const time = (milliseconds: number | undefined): string =>
  milliseconds === undefined || milliseconds < 0 ? '–' : duration(milliseconds);
const ratio = (number: number | undefined): string => number?.toFixed(DECIMALS) ?? '–';

const COLUMNS: readonly Column<Row>[] = [
  { head: '', align: 'left', cell: ({ label }) => label },
  { head: 'attempts\nper call', align: 'right', cell: ({ attemptsPerCall }) => ratio(attemptsPerCall) },
  { head: 'peak ÷\ncapacity', align: 'right', cell: ({ peak }) => ratio(peak) },
  { head: 'last\nfailure', align: 'right', cell: ({ lastFailure }) => time(lastFailure) },
  { head: 'all\ndone', align: 'right', cell: ({ done }) => time(done) },
  { head: 'done ÷\nbound', align: 'right', cell: ({ doneToBound }) => ratio(doneToBound) },
  { head: 'calls\nlost', align: 'right', cell: ({ lost }) => (lost === undefined ? '–' : String(lost)) },
  { head: 'a call\np50', align: 'right', cell: ({ p50 }) => time(p50) },
  { head: '\np99', align: 'right', cell: ({ p99 }) => time(p99) },
];

/** How the strategies did, one a row, and what none can do better than. */
export function table(results: readonly Result[], bound: Bound, scenario: Scenario, colors: Colors): string {
  const from = troubleEnd(scenario);
  const rows: Row[] = results.map(({ strategy, figures }) => ({
    label: ALL_STRATEGIES[strategy].label,
    ...figures,
  }));
  rows.push({
    label: 'lower bound',
    attemptsPerCall: bound.attemptsPerCall,
    done: bound.end - from,
    doneToBound: 1,
  });
  const since = from > 0 ? `${from / 1000} s, when the trouble was over` : 'the beginning';
  return [
    plainTable(COLUMNS, rows, colors),
    '',
    `Peak: the most attempts in one second. Peak, last failure and all done count from ${since}.`,
    '',
  ].join('\n');
}

const rounded = (_key: string, value: unknown): unknown =>
  typeof value === 'number' ? Number(value.toFixed(3)) : value;

/** The same as one JSON document. All times are in milliseconds. */
export function jsonReport(results: readonly Result[], bound: Bound, scenario: Scenario): string {
  const document = {
    scenario,
    bound,
    strategies: results.map(({ strategy, figures }) => ({ strategy, ...figures })),
  };
  return `${JSON.stringify(document, rounded, 2)}\n`;
}
