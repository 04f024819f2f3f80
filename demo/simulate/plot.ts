import { init } from 'echarts';
import { TENTH, type Scenario, type Span } from './scenario';
import { ALL_STRATEGIES } from './all-strategies';
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

// Of the Okabe-Ito palette, which the colour-blind tell apart. All is on white, whatever the page is on.
const COLORS = { attempts: '#0072b2', capacity: '#d55e00', trouble: '#e6e6e6', text: '#333333' };

const WIDTH = 900;
const TOP = 64;
const ROW = 96;
const GAP = 30;
const BOTTOM = 44;
const SIDE = { left: 64, right: 24 };

/** How many times the capacity a row shows at most; what is higher is cut, and said in its title. */
const HIGHEST = 5;

/**
 * Draws attempts per second over time as SVG: a row for each strategy, all on the same two scales, with the capacity
 * as a line and the time of trouble shaded. Rows, since a dozen lines in one frame hide each other.
 */
export function drawPlot(results: readonly Result[], scenario: Scenario): string {
  const rows = results.map(({ strategy, attempts }) => ({
    label: ALL_STRATEGIES[strategy].label,
    seconds: bySecond(attempts),
  }));
  const end = 10 * Math.ceil(Math.max(...rows.map(({ seconds }) => seconds.length)) / 10);
  const highest = Math.max(...rows.flatMap(({ seconds }) => seconds));
  const top = scenario.capacity * Math.min(HIGHEST, Math.max(2, Math.ceil(highest / scenario.capacity)));
  const topOf = (row: number): number => TOP + row * (ROW + GAP);
  const height = topOf(rows.length) - GAP + BOTTOM;
  const isLast = (row: number): boolean => row === rows.length - 1;

  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height });
  chart.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    title: [
      title('Attempts per second at the server', 8, 16),
      ...rows.map(({ label, seconds }, row) => title(label + cutText(seconds, top), topOf(row) - 22, 13)),
    ],
    grid: rows.map((_, row) => ({ ...SIDE, top: topOf(row), height: ROW })),
    xAxis: rows.map((_, row) => ({
      gridIndex: row,
      type: 'value',
      min: 0,
      max: end,
      name: isLast(row) ? 'seconds' : '',
      nameLocation: 'middle',
      nameGap: 26,
      nameTextStyle: { color: COLORS.text },
      axisLabel: { show: isLast(row), color: COLORS.text },
      axisTick: { show: isLast(row) },
      splitLine: { show: false },
      axisLine: { lineStyle: { color: COLORS.text } },
    })),
    yAxis: rows.map((_, row) => ({
      gridIndex: row,
      type: 'value',
      min: 0,
      max: top,
      interval: top / 2,
      axisLabel: { color: COLORS.text },
    })),
    series: rows.map(({ seconds }, row) => ({
      type: 'line',
      xAxisIndex: row,
      yAxisIndex: row,
      // Level for each second, and down to nothing at the end.
      step: 'end',
      data: [...seconds, 0].map((attempts, second) => [second, Math.min(attempts, top)]),
      symbol: 'none',
      lineStyle: { color: COLORS.attempts, width: 1.5 },
      areaStyle: { color: COLORS.attempts, opacity: 0.2 },
      markLine: capacityLine(scenario.capacity, row === 0),
      markArea: {
        silent: true,
        itemStyle: { color: COLORS.trouble },
        data: shades(scenario, row === 0),
        label: { position: 'insideTop', color: COLORS.text },
      },
    })),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}

const title = (text: string, top: number, fontSize: number): object => ({
  text,
  top,
  left: SIDE.left - 5,
  textStyle: { fontSize, color: COLORS.text },
});

function cutText(seconds: readonly number[], top: number): string {
  const highest = Math.max(...seconds);
  return highest > top ? ` (cut: up to ${highest} a second)` : '';
}

/** Only the first row says what it is. */
const capacityLine = (capacity: number, isNamed: boolean): object => ({
  silent: true,
  symbol: 'none',
  lineStyle: { color: COLORS.capacity, type: 'dashed', width: 1.5 },
  label: {
    show: isNamed,
    formatter: `capacity, ${capacity} a second`,
    position: 'insideEndTop',
    color: COLORS.capacity,
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
