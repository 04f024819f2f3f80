import { isDown, type Scenario } from '../../../simulate/scenario';
import type { ClientAt, ClientState, Story } from './story';

const HEIGHT = 300;
const CROWD = 176;
const CHART = { top: 204, bottom: 282 };
const SERVER = 46;
const MARGIN = 6;

type Colors = Readonly<
  Record<'ink' | 'muted' | 'line' | 'grid' | 'accent' | 'good' | 'bad' | 'bad-soft' | 'neutral', string>
>;

const NAMES = ['ink', 'muted', 'line', 'grid', 'accent', 'good', 'bad', 'bad-soft', 'neutral'] as const;

function colorsOfPage(): Colors {
  const styles = getComputedStyle(document.documentElement);
  return Object.fromEntries(
    NAMES.map((name) => [name, styles.getPropertyValue(`--${name}`).trim()]),
  ) as Colors;
}

const COLOR_OF: Readonly<Record<ClientState, keyof Colors>> = {
  waiting: 'neutral',
  going: 'accent',
  returning: 'bad',
  refused: 'bad',
  served: 'good',
  lost: 'bad',
};

/** What all panels have in common, so that they can be compared. */
export interface Frame {
  readonly scenario: Scenario;
  /** The end of the time axis, in milliseconds. */
  readonly end: number;
  /** The top of the axis of attempts a second. */
  readonly top: number;
  /** For how many clients there is room. */
  readonly places: number;
}

/** Draws one way of retrying: its clients, the server, and the attempts of each second. */
export class Stage {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  #colors = colorsOfPage();
  #width = 0;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    const context = canvas.getContext('2d');
    if (!context) throw new Error('This browser has no canvas');
    this.#context = context;
  }

  /** Takes the size and the colours that the page has now. */
  fit(): void {
    this.#colors = colorsOfPage();
    this.#width = this.#canvas.clientWidth;
    const scale = devicePixelRatio;
    this.#canvas.width = Math.round(this.#width * scale);
    this.#canvas.height = Math.round(HEIGHT * scale);
    this.#context.setTransform(scale, 0, 0, scale, 0, 0);
    this.#context.font = `11px ${getComputedStyle(document.body).fontFamily}`;
  }

  draw(story: Story, frame: Frame, now: number): void {
    this.#context.clearRect(0, 0, this.#width, HEIGHT);
    this.#drawServer(story, frame, now);
    this.#drawClients(story, frame, now);
    this.#drawChart(story, frame, now);
  }

  /** The server: how full it is, and how much more was asked of it in the last second. */
  #drawServer(story: Story, { scenario, top }: Frame, now: number): void {
    const { sent, served } = story.run.trace;
    let taken = 0;
    let refused = 0;
    sent.forEach((time, attempt) => {
      if (time > now || time <= now - 1000) return;
      if (served[attempt]) taken++;
      else refused++;
    });
    const x = this.#width - SERVER;
    const isBroken = isDown(scenario, now);
    const yOf = (count: number): number => CROWD - (Math.min(count, top) / top) * (CROWD - 22);
    this.#fill(isBroken ? 'bad-soft' : 'grid', x, 22, SERVER - MARGIN, CROWD - 22);
    this.#fill('good', x, yOf(taken), SERVER - MARGIN, CROWD - yOf(taken));
    this.#fill('bad', x, yOf(taken + refused), SERVER - MARGIN, yOf(taken) - yOf(taken + refused));
    this.#dash(x - 4, yOf(scenario.capacity), this.#width - 2);
    this.#text(isBroken ? 'down' : 'server', this.#width - MARGIN, 13, isBroken ? 'bad' : 'muted', 'right');
  }

  #drawClients(story: Story, { places }: Frame, now: number): void {
    const context = this.#context;
    const width = this.#width - SERVER - 40;
    const height = CROWD - 22;
    const cell = Math.min(14, Math.sqrt((width * height) / Math.max(places, 1)) * 0.94);
    const rows = Math.max(1, Math.floor(height / cell));
    const radius = Math.max(1.2, cell * 0.36);
    const server = this.#width - SERVER;
    this.#text('clients', 0, 13, 'muted', 'left');

    const draw = ({ state, place, progress }: ClientAt): void => {
      const home = { x: (Math.floor(place / rows) + 0.5) * cell, y: 22 + ((place % rows) + 0.5) * cell };
      // At the height of its own place: a straight way for each.
      const way =
        state === 'going' ? progress : state === 'returning' ? 1 - progress : state === 'served' ? 1 : 0;
      const isLeaving = state === 'lost' || state === 'served';
      context.globalAlpha = isLeaving ? 1 - Math.min(1, progress) : 1;
      context.fillStyle = this.#colors[COLOR_OF[state]];
      context.beginPath();
      context.arc(home.x + way * (server - radius - home.x), home.y, radius, 0, 7);
      context.fill();
    };
    story.clientsAt(now, draw);
    context.globalAlpha = 1;
  }

  #drawChart(story: Story, { scenario, end, top }: Frame, now: number): void {
    const width = this.#width - MARGIN;
    const xOf = (time: number): number => (Math.min(time, end) / end) * width;
    const yOf = (count: number): number =>
      CHART.bottom - (Math.min(count, top) / top) * (CHART.bottom - CHART.top);
    for (const { from, to } of scenario.outages)
      this.#fill('bad-soft', xOf(from), CHART.top, xOf(to) - xOf(from), yOf(0) - CHART.top);
    const bar = width / (end / 1000);
    // Not before it is over: its attempts are still to come.
    const isThere = (second: number): boolean => Math.min((second + 1) * 1000, end) <= now;
    story.served.forEach((served, second) => {
      if (!isThere(second)) return;
      const refused = story.refused[second] ?? 0;
      const [x, gap] = [xOf(second * 1000), bar > 4 ? 1 : 0];
      this.#fill('good', x, yOf(served), bar - gap, yOf(0) - yOf(served));
      this.#fill('bad', x, yOf(served + refused), bar - gap, yOf(served) - yOf(served + refused));
    });
    this.#dash(0, yOf(scenario.capacity), width);
    this.#fill('line', 0, CHART.bottom, width, 1);
    this.#fill('ink', xOf(now), CHART.top - 4, 1.5, CHART.bottom - CHART.top + 8);
    this.#text('attempts a second', 0, CHART.top - 8, 'muted', 'left');
    this.#text(`capacity ${scenario.capacity}`, width, yOf(scenario.capacity) - 4, 'muted', 'right');
    this.#text('0', 0, HEIGHT - 5, 'muted', 'left');
    this.#text(`${Math.round(end / 1000)} s`, width, HEIGHT - 5, 'muted', 'right');
  }

  #fill(color: keyof Colors, x: number, y: number, width: number, height: number): void {
    this.#context.fillStyle = this.#colors[color];
    this.#context.fillRect(x, y, width, height);
  }

  #dash(from: number, y: number, to: number): void {
    const context = this.#context;
    context.strokeStyle = this.#colors.ink;
    context.setLineDash([4, 3]);
    context.beginPath();
    context.moveTo(from, y);
    context.lineTo(to, y);
    context.stroke();
    context.setLineDash([]);
  }

  #text(text: string, x: number, y: number, color: keyof Colors, align: CanvasTextAlign): void {
    this.#context.fillStyle = this.#colors[color];
    this.#context.textAlign = align;
    this.#context.fillText(text, x, y);
  }
}
