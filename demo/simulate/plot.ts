import { init } from 'echarts';
import { count, duration } from '../shared/text';
import { THEMES } from '../shared/themes';
import { ALL_STRATEGIES } from './all-strategies';
import { TENTH, type Scenario, type Span } from './scenario';
import type { Result } from './workers';

const SECOND = 1000 / TENTH;

/** Attempts a second, second by second, from counts of each tenth of one. */
export function bySecond(tenths: readonly number[]): number[] {
  const seconds = new Array<number>(Math.ceil(tenths.length / SECOND)).fill(0);
  for (const [tenth, count] of tenths.entries()) {
    const second = Math.floor(tenth / SECOND);
    seconds[second] = (seconds[second] ?? 0) + count;
  }
  return seconds;
}

// What is drawn is light. For those who like it dark the image has a style that turns each of its colours.
const COLORS = THEMES.light;
// In single quotes, since it stands in an attribute.
const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif";

const WIDTH = 900;
const TOP = 96;
const ROW = 96;
const GAP = 38;
const BOTTOM = 44;
const SIDE = { left: 64, right: 24 };

/** How many times the capacity a row shows at most; what is higher is cut, and said in its title. */
const HIGHEST = 5;

/** A strategy as it is drawn. */
interface Row {
  readonly label: string;
  readonly result: string;
  /** What the server took up and what it refused, second by second. */
  readonly served: readonly number[];
  readonly refused: readonly number[];
  readonly highest: number;
}

function rowOf({ strategy, attempts, failures, figures }: Result, scenario: Scenario): Row {
  const all = bySecond(attempts);
  const refused = bySecond(failures);
  return {
    label: ALL_STRATEGIES[strategy].label,
    result: resultText(figures, scenario),
    served: all.map((sent, second) => sent - (refused[second] ?? 0)),
    refused: all.map((_, second) => refused[second] ?? 0),
    highest: Math.max(...all),
  };
}

/** What a strategy came to. */
function resultText({ attemptsPerCall, done, lost }: Result['figures'], scenario: Scenario): string {
  const parts = [`${attemptsPerCall.toFixed(2)} attempts a call`];
  if (lost > 0) parts.push(`${lost} lost`);
  const trouble = troubleText(scenario);
  if (done < 0) parts.push(`all done before the end of the ${trouble}`);
  else
    parts.push(`all done ${trouble ? `${duration(done)} after the ${trouble}` : `after ${duration(done)}`}`);
  return parts.join(', ');
}

/** What the time is counted from, if it is not the beginning. */
function troubleText({ outages, brownOut, warmUp }: Scenario): string {
  const outage = ['', 'outage'][outages.length] ?? 'last outage';
  const trouble = [outage, brownOut ? 'brown-out' : ''].filter(Boolean).join(' and ');
  return trouble || (warmUp > 0 ? 'warm-up' : '');
}

/**
 * Draws attempts per second over time as SVG: a row for each strategy, all on the same two scales, with the capacity
 * as a line and the time of trouble shaded. Rows, since a dozen lines in one frame hide each other.
 */
export function drawPlot(results: readonly Result[], scenario: Scenario): string {
  const rows = results.map((result) => rowOf(result, scenario));
  const end = 10 * Math.ceil(Math.max(...rows.map(({ served }) => served.length)) / 10);
  const highest = Math.max(...rows.map((row) => row.highest));
  const top = scenario.capacity * Math.min(HIGHEST, Math.max(2, Math.ceil(highest / scenario.capacity)));
  const height = topOf(rows.length) - GAP + BOTTOM;
  const isLast = (row: number): boolean => row === rows.length - 1;

  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height });
  chart.setOption({
    animation: false,
    backgroundColor: COLORS.background,
    textStyle: { fontFamily: FONT },
    legend: {
      data: ['served', 'refused'],
      selectedMode: false,
      icon: 'rect',
      itemWidth: 14,
      itemHeight: 10,
      itemGap: 16,
      right: SIDE.right - 5,
      top: 12,
      textStyle: { color: COLORS.text, fontSize: 13 },
    },
    title: [
      title('Attempts per second at the server', 8, { fontSize: 17 }),
      title(scenarioText(scenario), 34, { color: COLORS.muted, fontWeight: 400 }),
      ...rows.flatMap((row, index) => rowTitles(row, topOf(index) - 24, top)),
    ],
    grid: rows.map((_, row) => ({ ...SIDE, top: topOf(row), height: ROW })),
    xAxis: rows.map((_, row) => timeAxis(row, end, isLast(row))),
    yAxis: rows.map((_, gridIndex) => ({
      gridIndex,
      type: 'value',
      min: 0,
      max: top,
      interval: top / 2,
      axisLabel: { color: COLORS.muted },
      axisLine: { show: false },
      axisTick: { show: false },
      splitLine: { lineStyle: { color: COLORS.grid } },
    })),
    series: rows.flatMap((row, index) => areas(row, index, top, scenario)),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return darkToo(svg.replaceAll(UNSEEN, ''));
}

const topOf = (row: number): number => TOP + row * (ROW + GAP);

/** The outlines that the library draws without a width. */
const UNSEEN = /<path [^>]*stroke-width="0"[^>]*><\/path>\n/g;

/** Gives an image the colours of the dark theme where a page is dark, by turning each of those of the light one. */
function darkToo(svg: string): string {
  const turned = (['background', 'text', 'muted', 'line', 'grid', 'shade', 'served', 'refused'] as const).map(
    (name) => {
      const [light, dark] = [THEMES.light[name], THEMES.dark[name]];
      return `[fill="${light}"]{fill:${dark}}[stroke="${light}"]{stroke:${dark}}`;
    },
  );
  return svg.replace('>', `>\n<style>@media (prefers-color-scheme:dark){${turned.join('')}}</style>`);
}

function scenarioText({
  processes,
  rate,
  duration: length,
  batch,
  capacity,
  outages,
  brownOut,
}: Scenario): string {
  const spans = outages.map(({ from, to }) => `${from / 1000}–${to / 1000} s`).join(' and ');
  const parts = [
    `${count(processes, 'process', 'processes')}, ${rate} calls a second for ${length / 1000} s`,
    ...(batch > 0 ? [`${batch} more at once`] : []),
    `a server that takes ${capacity} a second`,
    ...(spans ? [`down ${spans}`] : []),
    ...(brownOut ? [`half of that ${brownOut.from / 1000}–${brownOut.to / 1000} s`] : []),
  ];
  return parts.join(', ');
}

const title = (
  text: string,
  top: number,
  style: object,
  place: object = { left: SIDE.left - 5 },
): object => ({
  text,
  top,
  ...place,
  textStyle: { fontSize: 13, fontWeight: 600, color: COLORS.text, ...style },
});

/** Its name on the left, and what it came to where it ends. */
const rowTitles = ({ label, result, highest }: Row, at: number, top: number): object[] => [
  title(label + (highest > top ? ` (cut: up to ${highest} a second)` : ''), at, {}),
  title(
    result,
    at,
    { color: COLORS.muted, fontWeight: 400 },
    { left: WIDTH - SIDE.right - 5, textAlign: 'right' },
  ),
];

const timeAxis = (gridIndex: number, max: number, isLast: boolean): object => ({
  gridIndex,
  type: 'value',
  min: 0,
  max,
  name: isLast ? 'seconds' : '',
  nameLocation: 'middle',
  nameGap: 26,
  nameTextStyle: { color: COLORS.muted },
  axisLabel: { show: isLast, color: COLORS.muted },
  axisTick: { show: isLast, lineStyle: { color: COLORS.line } },
  splitLine: { show: false },
  axisLine: { lineStyle: { color: COLORS.line } },
});

/** What was served, and on it what was refused. Only the first row says what its marks are. */
function areas({ served, refused }: Row, row: number, top: number, scenario: Scenario): object[] {
  const area = (name: 'served' | 'refused', counts: readonly number[]): object => ({
    name,
    type: 'line',
    xAxisIndex: row,
    yAxisIndex: row,
    stack: `row ${row}`,
    // Level for each second, and down to nothing at the end.
    step: 'end',
    data: [...counts, 0].map((attempts, second) => [second, attempts]),
    symbol: 'none',
    itemStyle: { color: COLORS[name] },
    lineStyle: { width: 0 },
    areaStyle: { color: COLORS[name], opacity: 1 },
  });
  const shown = served.map((sent) => Math.min(sent, top));
  const above = refused.map((sent, second) => Math.min(sent, top - (shown[second] ?? 0)));
  const shade = {
    silent: true,
    itemStyle: { color: COLORS.shade },
    data: shades(scenario, row === 0),
    label: { position: 'insideTop', color: COLORS.muted },
  };
  return [
    { ...area('served', shown), markArea: shade },
    { ...area('refused', above), markLine: capacityLine(scenario.capacity, row === 0) },
  ];
}

const capacityLine = (capacity: number, isNamed: boolean): object => ({
  silent: true,
  symbol: 'none',
  lineStyle: { color: COLORS.text, type: [5, 4], width: 1.25 },
  label: {
    show: isNamed,
    formatter: `capacity, ${capacity} a second`,
    position: 'insideEndTop',
    color: COLORS.text,
  },
  data: [{ yAxis: capacity }],
});

function shades({ outages, brownOut, warmUp }: Scenario, isNamed: boolean): object[][] {
  const shade = (name: string, { from, to }: Span): object[] => [
    { name: isNamed ? name : '', xAxis: (warmUp + from) / 1000 },
    { xAxis: (warmUp + to) / 1000 },
  ];
  return [
    ...outages.map((outage) => shade('outage', outage)),
    ...(brownOut ? [shade('brown-out', brownOut)] : []),
  ];
}
