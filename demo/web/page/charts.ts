import { duration } from '../../shared/text';
import { copyOf, within, write } from './dom';
import type { JitterName } from './jitters';
import type { WaitSpread } from './outlook';
import { ticks, type Tick } from './ticks';

const SVG = 'http://www.w3.org/2000/svg';

/** A shape in the units of what is drawn. Its kind is its class, which gives it its colours in light and dark. */
function shape(
  name: 'rect' | 'line' | 'polyline',
  kind: string,
  attributes: Readonly<Record<string, number | string>>,
): SVGElement {
  const element = document.createElementNS(SVG, name);
  element.setAttribute('class', kind);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}

const level = (kind: string, y: number, from: number, to: number): SVGElement =>
  shape('line', kind, { x1: from, x2: to, y1: y, y2: y });

/** What is drawn against the number of the retry. */
interface Plot {
  /** What it shows, for those who do not see it. */
  readonly label: string;
  readonly retries: number;
  /** For how many numbers of retries there is room below it. */
  readonly room: number;
  /** The value at the top. */
  readonly top: number;
  readonly values: readonly Tick[];
  readonly shapes: readonly SVGElement[];
  /** Is told which retry is looked at, from 0: the last one, until another is pointed at. */
  readonly read: (retry: number) => void;
}

const percent = (part: number): string => `${(100 * part).toFixed(2)}%`;

function mark(text: string): HTMLElement {
  const element = document.createElement('span');
  element.textContent = text;
  return element;
}

function numbers({ retries, room }: Plot): HTMLElement[] {
  const step = Math.ceil(retries / room);
  return Array.from({ length: Math.floor(retries / step) || 0 }, (_, index) => {
    const retry = (index + 1) * step;
    const element = mark(String(retry));
    element.style.left = percent((retry - 0.5) / retries);
    return element;
  });
}

/** Draws in place of what was drawn there before. */
function draw(frame: HTMLElement, content: Plot): void {
  const { label, retries, top, values, shapes, read } = content;
  const plot = copyOf('plot', HTMLElement);
  plot.setAttribute('aria-label', label);
  const area = within(plot, '.plot-area', SVGSVGElement);
  const width = Math.max(1, retries);
  // Stretched to the size of its frame: what is drawn needs not be drawn anew when that changes.
  area.setAttribute('viewBox', `0 0 ${width} ${top}`);
  const pointed = shape('rect', 'plot-pointed', { y: 0, width: 1, height: top });
  area.append(pointed, ...values.map(({ at }) => level('plot-grid', top - at, 0, width)), ...shapes);
  const marks = values.map(({ at, label: text }) => {
    const element = mark(text);
    element.style.bottom = percent(at / top);
    return element;
  });
  within(plot, '.plot-values', HTMLElement).append(...marks);
  within(plot, '.plot-retries', HTMLElement).append(...numbers(content));
  const look = (retry: number): void => {
    pointed.setAttribute('x', String(retry));
    if (retry >= 0) read(retry);
  };
  plot.addEventListener('pointermove', ({ clientX }) => {
    const { left, width: wide } = area.getBoundingClientRect();
    look(Math.min(retries - 1, Math.max(0, Math.floor(((clientX - left) / wide) * retries))));
  });
  plot.addEventListener('pointerleave', () => {
    look(retries - 1);
  });
  look(retries - 1);
  frame.replaceChildren(plot);
}

/** One jitter: from the 10th to the 90th percentile as a bar, the median and the ceiling as marks. */
export function drawSpread(
  frame: HTMLElement,
  reading: HTMLElement,
  waits: readonly WaitSpread[],
  highest: number,
  label: string,
): void {
  // All panels have one scale.
  const top = Math.max(1, 1.05 * highest);
  draw(frame, {
    label,
    retries: waits.length,
    room: 5,
    top,
    values: ticks(top, 4),
    shapes: waits.flatMap(({ ceiling, p10, p50, p90 }, retry) => [
      shape('rect', 'plot-spread', { x: retry + 0.16, y: top - p90, width: 0.68, height: p90 - p10 }),
      level('plot-ceiling', top - ceiling, retry, retry + 1),
      level('plot-median', top - p50, retry + 0.16, retry + 0.84),
    ]),
    read: (retry) => {
      const { p10 = 0, p50 = 0, p90 = 0 } = waits[retry] ?? {};
      const [low, middle, high] = [p10, p50, p90].map((wait) => duration(wait).replace(' ', '\u00a0'));
      const spread = low === high ? low : `${low} to ${high}, median ${middle}`;
      write(reading, `Retry ${retry + 1}: ${spread}`);
    },
  });
}

/** The chance of a collision at each retry, a line a jitter. */
export interface CollisionLine {
  readonly name: JitterName;
  readonly label: string;
  readonly isChosen: boolean;
  readonly chances: readonly number[];
}

const QUARTERS = [0, 25, 50, 75, 100].map((at): Tick => ({ at, label: `${at} %` }));

export function drawCollisions(
  frame: HTMLElement,
  legend: HTMLElement,
  lines: readonly CollisionLine[],
  label: string,
): void {
  const entries = lines.map(({ name, label: text, isChosen }) => {
    const entry = copyOf('collision', HTMLElement);
    entry.dataset.jitter = name;
    entry.dataset.chosen = String(isChosen);
    write(within(entry, '.collision-name', HTMLElement), text);
    return entry;
  });
  const heading = document.createElement('li');
  legend.replaceChildren(heading, ...entries);
  draw(frame, {
    label,
    retries: lines[0]?.chances.length ?? 0,
    room: 10,
    top: 100,
    values: QUARTERS,
    shapes: lines.map(({ name, isChosen, chances }) => {
      const points = chances.map((chance, retry) => `${retry + 0.5},${100 * (1 - chance)}`).join(' ');
      const line = shape('polyline', 'plot-line', { points });
      line.dataset.jitter = name;
      line.dataset.chosen = String(isChosen);
      return line;
    }),
    read: (retry) => {
      write(heading, `Retry ${retry + 1}`);
      for (const [index, entry] of entries.entries()) {
        const chance = Math.round(100 * (lines[index]?.chances[retry] ?? 0));
        write(within(entry, '.collision-chance', HTMLElement), `${chance} %`);
      }
    },
  });
}
