import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
  type ChartConfiguration,
  type ChartDataset,
} from 'chart.js';
import { duration } from '../../shared/text';
import type { JitterName } from './jitters';
import type { WaitSpread } from './outlook';

Chart.register(
  BarController,
  BarElement,
  CategoryScale,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
);

const color = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

const retryNumbers = (waits: readonly unknown[]): string[] => waits.map((_, index) => String(index + 1));

/** An axis in the colours of the page. */
const axis = (title: string) => ({
  title: { display: title !== '', text: title, color: color('muted'), font: { size: 11 } },
  border: { color: color('line') },
  grid: { color: color('grid') },
  ticks: { color: color('muted'), font: { size: 11 }, maxRotation: 0, autoSkipPadding: 8 },
});

const shortTime = (milliseconds: number): string =>
  milliseconds === 0 ? '0' : milliseconds < 1000 ? `${milliseconds} ms` : `${milliseconds / 1000} s`;

/** One jitter: from the 10th to the 90th percentile as a bar, the median and the ceiling as marks. */
function spreadConfig(waits: readonly WaitSpread[], highest: number, isChosen: boolean): ChartConfiguration {
  const mark = color(isChosen ? 'accent' : 'neutral');
  const x = axis('');
  const y = axis('');
  return {
    type: 'bar',
    data: {
      labels: retryNumbers(waits),
      datasets: [
        {
          type: 'line',
          label: 'median',
          data: waits.map(({ p50 }) => p50),
          showLine: false,
          pointStyle: 'line',
          pointRadius: 5,
          pointBorderWidth: 2.5,
          pointBorderColor: color('ink'),
        },
        {
          type: 'line',
          label: 'ceiling',
          data: waits.map(({ ceiling }) => ceiling),
          stepped: 'middle',
          borderColor: color('muted'),
          borderWidth: 1.5,
          borderDash: [4, 3],
          pointRadius: 0,
        },
        {
          type: 'bar',
          label: '10th to 90th percentile',
          data: waits.map(({ p10, p90 }): [number, number] => [p10, p90]),
          backgroundColor: mark,
          // noJitter has one wait only: a thin bar is better than none.
          minBarLength: 3,
          borderRadius: 2,
          borderSkipped: false,
          categoryPercentage: 0.9,
          barPercentage: 0.8,
        },
      ],
    },
    options: {
      animation: false,
      maintainAspectRatio: false,
      interaction: { mode: 'index', intersect: false },
      scales: {
        x: { ...x, grid: { display: false } },
        y: {
          ...y,
          min: 0,
          // All panels have one scale.
          max: Math.max(1, 1.05 * highest),
          ticks: {
            ...y.ticks,
            maxTicksLimit: 5,
            includeBounds: false,
            callback: (value) => shortTime(Number(value)),
          },
        },
      },
      plugins: {
        legend: { display: false },
        tooltip: {
          callbacks: {
            title: ([item]) => (item ? `Retry ${item.label}` : ''),
            label: ({ dataset, raw }) =>
              `${dataset.label ?? ''}: ${[raw]
                .flat()
                .map((value) => duration(Number(value)))
                .join(' to ')}`,
          },
        },
      },
    },
  };
}

const DASHES: Readonly<Record<JitterName, number[]>> = {
  full: [],
  equal: [8, 3],
  decorrelated: [2, 3],
  proportional: [10, 3, 2, 3],
  none: [],
};

/** The chance of a collision at each retry, a line a jitter. */
export interface CollisionLine {
  readonly name: JitterName;
  readonly label: string;
  readonly isChosen: boolean;
  readonly chances: readonly number[];
}

function collisionConfig(lines: readonly CollisionLine[]): ChartConfiguration<'line'> {
  const dashes = lines.map(({ name }) => DASHES[name]);
  const datasets = lines.map(({ name, label, isChosen, chances }): ChartDataset<'line'> => {
    const stroke = color(`series-${name}`);
    return {
      label,
      data: chances.map((chance) => 100 * chance),
      borderColor: stroke,
      backgroundColor: stroke,
      borderDash: DASHES[name],
      borderWidth: isChosen ? 3.5 : 2,
      pointRadius: isChosen ? 3 : 0,
      // A line at 100 % is as thick as the others.
      clip: false,
    };
  });
  const x = axis('Retry');
  const y = axis('');
  return {
    type: 'line',
    data: { labels: retryNumbers(lines[0]?.chances ?? []), datasets },
    options: {
      animation: false,
      maintainAspectRatio: false,
      interaction: { mode: 'index', intersect: false },
      scales: {
        x: { ...x, grid: { display: false } },
        y: { ...y, min: 0, max: 100, ticks: { ...y.ticks, stepSize: 25, callback: (value) => `${value} %` } },
      },
      plugins: {
        legend: {
          position: 'bottom',
          labels: {
            // With their dashes, which the library leaves out.
            generateLabels: (chart) =>
              Chart.defaults.plugins.legend.labels
                .generateLabels(chart)
                .map((item, index) => ({ ...item, lineDash: dashes[index] })),
            color: color('ink'),
            usePointStyle: true,
            pointStyle: 'line',
            pointStyleWidth: 26,
            padding: 10,
          },
        },
        tooltip: {
          callbacks: {
            title: ([item]) => (item ? `Retry ${item.label}` : ''),
            label: ({ dataset, raw }) => `${dataset.label ?? ''}: ${Math.round(Number(raw))} %`,
          },
        },
      },
    },
  };
}

/** Draws in place of what was drawn on that canvas before. */
function redraw(canvas: HTMLCanvasElement, config: ChartConfiguration): void {
  Chart.getChart(canvas)?.destroy();
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  new Chart(canvas, config);
}

export function drawSpread(
  canvas: HTMLCanvasElement,
  waits: readonly WaitSpread[],
  highest: number,
  isChosen: boolean,
): void {
  redraw(canvas, spreadConfig(waits, highest, isChosen));
}

export function drawCollisions(canvas: HTMLCanvasElement, lines: readonly CollisionLine[]): void {
  redraw(canvas, collisionConfig(lines) as ChartConfiguration);
}
