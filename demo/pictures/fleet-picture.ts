import { init } from 'echarts';
import { bySecond } from '../simulate/plot';
import type { Scenario } from '../simulate/scenario';
import type { Result } from '../simulate/workers';
import { duration } from '../shared/text';
import type { Theme } from '../shared/themes';

const WIDTH = 800;
const SIDE = { left: 56, right: 20 };
const FIRST = 106;
const PANEL = 132;
const GAP = 54;
const BOTTOM = 48;
// In single quotes, since it stands in an attribute.
const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif";

/** What a panel is called in a picture that explains itself. */
const NAMES: Partial<Record<Result['strategy'], string>> = {
  full: 'Full jitter alone',
  pacer: 'Full jitter and a pacer',
};

const topOf = (panel: number): number => FIRST + panel * (PANEL + GAP);

/** What the server took up and what it refused, second by second. */
interface Load {
  readonly served: readonly number[];
  readonly refused: readonly number[];
}

function loadOf({ attempts, failures }: Result): Load {
  const refused = bySecond(failures);
  return { refused, served: bySecond(attempts).map((all, second) => all - (refused[second] ?? 0)) };
}

/**
 * Draws what reaches a server before, during and after an outage, one panel for each strategy, all on the same two
 * scales. For a README: legible at 800 px, and in the colours of a theme.
 */
export function drawFleet(results: readonly Result[], scenario: Scenario, theme: Theme): string {
  const loads = results.map(loadOf);
  const seconds = Math.max(...results.map(({ attempts }) => Math.ceil(attempts.length / 10)));
  const end = 20 * Math.ceil(seconds / 20);
  const highest = Math.max(...results.flatMap(({ attempts }) => bySecond(attempts)));
  const top = scenario.capacity * Math.ceil(highest / scenario.capacity);
  const isLast = (panel: number): boolean => panel === results.length - 1;

  const chart = init(null, null, {
    renderer: 'svg',
    ssr: true,
    width: WIDTH,
    height: topOf(results.length) - GAP + BOTTOM,
  });
  chart.setOption({
    animation: false,
    backgroundColor: theme.background,
    textStyle: { fontFamily: FONT },
    title: [
      ...heading(scenario, theme),
      ...results.flatMap((result, panel) => panelTitle(result, topOf(panel) - 31, theme)),
    ],
    grid: results.map((_, panel) => ({ ...SIDE, top: topOf(panel), height: PANEL })),
    xAxis: results.map((_, panel) => timeAxis(panel, end, isLast(panel), theme)),
    yAxis: results.map((_, panel) => rateAxis(panel, top, theme)),
    series: loads.flatMap((load, panel) => series(load, panel, scenario, theme)),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}

function heading(scenario: Scenario, theme: Theme): object[] {
  const {
    processes,
    rate,
    duration: length,
    capacity,
    outages: [outage],
  } = scenario;
  const down = outage ? ` and is down for ${(outage.to - outage.from) / 1000} s` : '';
  return [
    {
      ...text('An outage as the server sees it: attempts a second', 18, theme.text, 600),
      left: 12,
      top: 10,
    },
    {
      ...text(
        `${processes} processes make ${rate} calls a second for ${length / 1000} s. The server takes ${capacity} a second${down}.`,
        14,
        theme.muted,
      ),
      left: 12,
      top: 37,
    },
  ];
}

/** The name on the left, and what it came to on the right. */
function panelTitle({ strategy, figures }: Result, top: number, theme: Theme): object[] {
  const { attemptsPerCall, done } = figures;
  const sum = `${attemptsPerCall.toFixed(1)} attempts a call, last call done ${duration(done)} after the outage`;
  return [
    { ...text(NAMES[strategy] ?? strategy, 15, theme.text, 600), left: SIDE.left - 5, top },
    { ...text(sum, 13, theme.muted), left: WIDTH - SIDE.right - 5, textAlign: 'right', top: top + 2 },
  ];
}

const text = (content: string, fontSize: number, color: string, fontWeight = 400): object => ({
  text: content,
  textStyle: { fontSize, fontWeight, color },
});

const timeAxis = (gridIndex: number, max: number, isLast: boolean, theme: Theme): object => ({
  gridIndex,
  type: 'value',
  min: 0,
  max,
  interval: 20,
  axisLabel: { show: isLast, color: theme.muted, fontSize: 13, formatter: '{value} s' },
  axisTick: { show: isLast, lineStyle: { color: theme.line } },
  axisLine: { lineStyle: { color: theme.line } },
  splitLine: { show: false },
});

const rateAxis = (gridIndex: number, max: number, theme: Theme): object => ({
  gridIndex,
  type: 'value',
  min: 0,
  max,
  interval: max / 2,
  axisLabel: { color: theme.muted, fontSize: 13 },
  axisLine: { show: false },
  axisTick: { show: false },
  splitLine: { lineStyle: { color: theme.grid } },
});

function series({ served, refused }: Load, panel: number, scenario: Scenario, theme: Theme): object[] {
  const isFirst = panel === 0;
  const area = (name: string, counts: readonly number[], color: string): object => ({
    name,
    type: 'line',
    xAxisIndex: panel,
    yAxisIndex: panel,
    stack: `panel ${panel}`,
    // Level for each second, and down to nothing at the end.
    step: 'end',
    data: [...counts, 0].map((count, second) => [second, count]),
    symbol: 'none',
    itemStyle: { color },
    lineStyle: { width: 0 },
    areaStyle: { color, opacity: 1 },
  });
  return [
    {
      ...area('served', served, theme.served),
      markArea: { silent: true, data: shade(scenario, isFirst), ...shadeStyle(theme) },
    },
    {
      ...area('refused', refused, theme.refused),
      markLine: capacityLine(scenario.capacity, isFirst, theme),
      ...(isFirst && { markPoint: names({ served, refused }, theme) }),
    },
  ];
}

/** Names the two areas where they are: in the middle of the time in which each is about at its highest. */
function names({ served, refused }: Load, theme: Theme): object {
  const name = (
    content: string,
    counts: readonly number[],
    below: readonly number[],
    color: string,
  ): object => {
    const highest = Math.max(...counts);
    const high = [...counts.keys()].filter((second) => (counts[second] ?? 0) >= 0.95 * highest);
    const second = high[high.length >> 1] ?? 0;
    return {
      coord: [second + 0.5, (below[second] ?? 0) + (counts[second] ?? 0) / 2],
      symbolSize: 0,
      label: { formatter: content, color, fontSize: 13, fontWeight: 600 },
    };
  };
  return {
    silent: true,
    data: [name('served', served, [], theme.onServed), name('refused', refused, served, theme.onRefused)],
  };
}

const shade = ({ outages }: Scenario, isNamed: boolean): object[][] =>
  outages.map(({ from, to }) => [
    { name: isNamed ? 'server down' : '', xAxis: from / 1000 },
    { xAxis: to / 1000 },
  ]);

const shadeStyle = (theme: Theme): object => ({
  itemStyle: { color: theme.shade },
  label: { position: 'insideTop', color: theme.muted, fontSize: 13 },
});

const capacityLine = (capacity: number, isNamed: boolean, theme: Theme): object => ({
  silent: true,
  symbol: 'none',
  lineStyle: { color: theme.text, type: [5, 4], width: 1.25 },
  label: {
    show: isNamed,
    formatter: `capacity, ${capacity} a second`,
    position: 'insideEndTop',
    color: theme.text,
    fontSize: 13,
  },
  data: [{ yAxis: capacity }],
});
