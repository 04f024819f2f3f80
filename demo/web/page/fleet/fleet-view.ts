import { busiestSecond, percentile } from '../../../simulate/figures';
import { countIn } from '../../../simulate/recording';
import { isDown, troubleEnd } from '../../../simulate/scenario';
import { STRATEGIES, STRATEGY_NAMES } from '../../../simulate/strategies';
import { duration } from '../../../shared/text';
import { copiesFrom } from '../copy-button';
import { byId, copyOf, within, write } from '../dom';
import {
  breakOrRepair,
  commandOf,
  FLEET_DEFAULTS,
  FLEET_FIELDS,
  fleetProblem,
  MOST_STRATEGIES,
  readFleet,
  writeOutages,
  type FleetField,
  type FleetSettings,
  type FleetTexts,
} from './fleet-settings';
import type { FleetJob, FleetRun } from './simulation';
import { Stage, type Frame } from './stage';
import { Story } from './story';
import { TOUR } from './tour';

const SPEEDS = [1, 10, 50];
const STEP = 500;

/** One way of retrying, as it is shown. */
interface Panel {
  readonly element: HTMLElement;
  readonly stage: Stage;
  readonly story: Story;
}

const inputOf = (field: FleetField): HTMLInputElement => byId(`fleet-${field}`, HTMLInputElement);

/** The view in which a fleet meets an outage. */
export class FleetView {
  readonly #worker = new Worker('worker.js', { type: 'module' });
  readonly #view = byId('view-fleet', HTMLElement);
  readonly #changed: () => void;
  #settings: FleetSettings | undefined;
  #job = 0;
  #runs: FleetRun[] = [];
  #panels: Panel[] = [];
  #frame: Frame | undefined;
  #now = 0;
  #speed = 1;
  #isPlaying = false;
  #drawnAt = 0;
  #tourStep = -1;

  /** @param changed is told when something has been set that belongs into the address. */
  constructor(changed: () => void) {
    this.#changed = changed;
    this.#worker.addEventListener('message', ({ data }: MessageEvent<FleetRun>) => {
      this.#take(data);
    });
    this.#worker.addEventListener('error', ({ message }) => {
      this.#say(`The simulation failed: ${message}`);
    });
    this.#offerStrategies();
    this.#listen();
    new ResizeObserver(() => {
      this.#fit();
    }).observe(byId('stages', HTMLElement));
  }

  get texts(): FleetTexts {
    const texts = Object.fromEntries(
      FLEET_FIELDS.map((field) => [field, field === 'strategies' ? '' : inputOf(field).value.trim()]),
    ) as Record<FleetField, string>;
    const checked = this.#view.querySelectorAll<HTMLInputElement>('#fleet-strategies input:checked');
    return { ...texts, strategies: [...checked].map(({ value }) => value).join(',') };
  }

  fill(texts: Partial<FleetTexts>): void {
    for (const field of FLEET_FIELDS) {
      const text = texts[field];
      if (text === undefined) continue;
      if (field === 'strategies') {
        for (const box of this.#view.querySelectorAll<HTMLInputElement>('#fleet-strategies input'))
          box.checked = text.split(',').includes(box.value);
      } else inputOf(field).value = text;
    }
  }

  /** Shows what is set, from the beginning unless `keepsTime`. */
  show(keepsTime = false): void {
    const { texts } = this;
    for (const field of FLEET_FIELDS) {
      const problem = fleetProblem(field, texts[field]);
      write(byId(`fleet-${field}-problem`, HTMLElement), problem ?? '');
      if (field !== 'strategies') inputOf(field).setAttribute('aria-invalid', String(!!problem));
    }
    this.#limitStrategies(texts);
    const settings = readFleet(texts);
    if (!settings) return;
    this.#settings = settings;
    showCommand(commandOf(texts));
    this.#runs = [];
    if (!keepsTime) this.#now = 0;
    this.#say('Simulating.');
    const id = ++this.#job;
    for (const strategy of settings.strategies)
      this.#worker.postMessage({ id, scenario: settings.scenario, strategy } satisfies FleetJob);
  }

  pause(): void {
    this.#isPlaying = false;
    write(byId('play', HTMLElement), 'Play');
  }

  play(): void {
    if (this.#isPlaying || !this.#frame) return;
    if (this.#now >= this.#frame.end) this.#now = 0;
    this.#isPlaying = true;
    write(byId('play', HTMLElement), 'Pause');
    let before = performance.now();
    const next = (): void => {
      if (!this.#isPlaying) return;
      const now = performance.now();
      this.#goTo(this.#now + (now - before) * this.#speed);
      before = now;
      // Who has asked for less motion gets a still now and then.
      if (prefersStills()) setTimeout(next, STEP);
      else requestAnimationFrame(next);
    };
    next();
  }

  /** Draws anew, in the colours and the size of the moment. */
  redraw(): void {
    this.#fit();
  }

  #take(run: FleetRun): void {
    if (run.id !== this.#job || !this.#settings) return;
    this.#runs.push(run);
    const { strategies, scenario } = this.#settings;
    if (this.#runs.length < strategies.length) return;
    const stories = this.#runs.map((taken) => new Story(taken));
    const highest = Math.max(
      ...stories.flatMap(({ served, refused }) =>
        served.map((count, second) => count + (refused[second] ?? 0)),
      ),
    );
    this.#frame = {
      scenario,
      end: Math.max(...this.#runs.map(({ end }) => end), troubleEnd(scenario), scenario.duration),
      top: Math.max(highest, 1.25 * scenario.capacity),
      places: Math.max(...stories.map(({ most }) => most)),
    };
    const panels = stories.map((story): Panel => {
      const element = copyOf('fleet-panel', HTMLElement);
      const canvas = within(element, 'canvas', HTMLCanvasElement);
      const { label } = STRATEGIES[story.run.strategy];
      write(within(element, '.panel-name', HTMLElement), label);
      element.dataset.strategy = story.run.strategy;
      element.dataset.figures = JSON.stringify(story.run.figures);
      return { element, story, stage: new Stage(canvas) };
    });
    this.#panels = panels;
    byId('stages', HTMLElement).replaceChildren(...panels.map(({ element }) => element));
    byId('scrubber', HTMLInputElement).max = String(Math.ceil(this.#frame.end));
    this.#view.dataset.job = String(this.#job);
    this.#say('');
    this.#fit();
    if (!prefersStills() && this.#now === 0) this.play();
  }

  #fit(): void {
    for (const { stage } of this.#panels) stage.fit();
    this.#goTo(this.#now);
  }

  #goTo(time: number): void {
    const frame = this.#frame;
    if (!frame) return;
    this.#now = Math.min(Math.max(0, time), frame.end);
    const from = performance.now();
    for (const { stage, story } of this.#panels) stage.draw(story, frame, this.#now);
    this.#view.dataset.frame = (performance.now() - from).toFixed(2);
    if (this.#now >= frame.end) this.pause();
    byId('scrubber', HTMLInputElement).value = String(this.#now);
    write(byId('clock', HTMLElement), `${(this.#now / 1000).toFixed(1)} s`);
    write(
      byId('break', HTMLElement),
      isDown(frame.scenario, this.#now) ? 'Repair the server' : 'Break the server',
    );
    // Nobody reads figures that change sixty times a second.
    if (this.#isPlaying && from - this.#drawnAt < 100) return;
    this.#drawnAt = from;
    for (const panel of this.#panels) this.#writeFigures(panel, frame);
  }

  #writeFigures({ element, story }: Panel, { scenario, end }: Frame): void {
    const { run } = story;
    const isOver = this.#now >= Math.min(end, run.end);
    const counts = story.countsAt(this.#now);
    const after = troubleEnd(scenario);
    const tenths: number[] = [];
    for (const sent of run.trace.sent) {
      if (sent <= this.#now && sent >= after) countIn(tenths, sent - after);
    }
    // At the end they are those of `npm run simulate`.
    const figures = isOver
      ? run.figures
      : {
          attemptsPerCall: counts.calls ? counts.attempts / counts.calls : 0,
          peak: this.#now < after ? undefined : busiestSecond(tenths) / scenario.capacity,
          done: undefined,
          lost: counts.lost,
          p50: percentile(counts.durations, 0.5),
          p99: percentile(counts.durations, 0.99),
        };
    const time = (value: number | undefined): string =>
      value === undefined || Number.isNaN(value) || value < 0 ? '–' : duration(value);
    const texts = {
      attempts: figures.attemptsPerCall.toFixed(2),
      peak: figures.peak?.toFixed(2) ?? '–',
      done: time(figures.done),
      lost: String(figures.lost),
      p50: time(figures.p50),
      p99: time(figures.p99),
    };
    for (const [name, text] of Object.entries(texts))
      write(within(element, `.figure-${name}`, HTMLElement), text);
    element.dataset.over = String(isOver);
    within(element, 'canvas', HTMLCanvasElement).setAttribute(
      'aria-label',
      `At ${(this.#now / 1000).toFixed(0)} s: ${counts.waiting} calls under way, ${counts.refused} attempts refused so far`,
    );
  }

  /** Breaks the server at the time that is shown, or repairs it. The run up to then stays as it was. */
  #break(): void {
    const scenario = this.#settings?.scenario;
    if (!scenario) return;
    this.fill({ outage: writeOutages(breakOrRepair(scenario, this.#now)) });
    this.show(true);
    this.#changed();
  }

  #offerStrategies(): void {
    const boxes = STRATEGY_NAMES.map((name) => {
      const label = copyOf('fleet-strategy', HTMLLabelElement);
      within(label, 'input', HTMLInputElement).value = name;
      write(within(label, 'span', HTMLElement), STRATEGIES[name].label);
      return label;
    });
    byId('fleet-strategies', HTMLElement).append(...boxes);
  }

  /** No more can be chosen than there is room for. */
  #limitStrategies({ strategies }: FleetTexts): void {
    const isFull = strategies.split(',').length >= MOST_STRATEGIES;
    for (const box of this.#view.querySelectorAll<HTMLInputElement>('#fleet-strategies input'))
      box.disabled = isFull && !box.checked;
  }

  #showTour(step: number): void {
    const wasOpen = this.#tourStep in TOUR;
    this.#tourStep = step;
    const shown = TOUR[step];
    byId('tour', HTMLElement).hidden = !shown;
    byId('tour-offer', HTMLElement).hidden = !!shown;
    // What had the focus is no longer there.
    if (!shown) byId('tour-start', HTMLElement).focus();
    else if (!wasOpen) byId('tour-next', HTMLElement).focus();
    if (!shown) return;
    write(byId('tour-title', HTMLElement), `${step + 1} of ${TOUR.length}: ${shown.title}`);
    write(byId('tour-text', HTMLElement), shown.text);
    byId('tour-back', HTMLElement).setAttribute('aria-disabled', String(step === 0));
    write(byId('tour-next', HTMLElement), step === TOUR.length - 1 ? 'Done' : 'Next');
    this.fill({ ...FLEET_DEFAULTS, ...shown.texts });
    this.show();
    this.#changed();
  }

  #listen(): void {
    const on = (id: string, act: () => void): void => {
      byId(id, HTMLElement).addEventListener('click', act);
    };
    on('play', () => {
      if (this.#isPlaying) this.pause();
      else this.play();
    });
    on('step', () => {
      this.pause();
      this.#goTo(this.#now + STEP);
    });
    on('break', () => {
      this.#break();
    });
    on('tour-start', () => {
      this.#showTour(0);
    });
    on('tour-back', () => {
      this.#showTour(Math.max(0, this.#tourStep - 1));
    });
    on('tour-next', () => {
      this.#showTour(this.#tourStep + 1);
    });
    on('tour-close', () => {
      this.#showTour(-1);
    });
    copiesFrom('copy-command', () => commandOf(this.texts), 'command-copied');
    const scrubber = byId('scrubber', HTMLInputElement);
    scrubber.addEventListener('input', () => {
      this.pause();
      this.#goTo(Number(scrubber.value));
    });
    for (const speed of SPEEDS) {
      on(`speed-${speed}`, () => {
        this.#speed = speed;
        for (const other of SPEEDS)
          byId(`speed-${other}`, HTMLElement).setAttribute('aria-pressed', String(other === speed));
      });
    }
    byId('fleet-form', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
    });
  }

  #say(text: string): void {
    write(byId('fleet-status', HTMLElement), text);
  }
}

/** Shows a command whose options are not torn apart at the end of a line. */
function showCommand(command: string): void {
  const parts = command.split(/(--\w+)/).map((part) => {
    if (!part.startsWith('--')) return part;
    const option = document.createElement('span');
    option.className = 'option';
    option.textContent = part;
    return option;
  });
  byId('command', HTMLElement).replaceChildren(...parts);
}

const prefersStills = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;
