import { duration } from '../../../lib/time/duration';
import { byId, copyOf, within, write } from './dom';
import type { Plan } from './plan';
import { ticks } from './ticks';
import type { Row } from './timeline';

const MOST_TICKS = 5;
/** Room at the right end, so that the last bar is not cut. */
const MARGIN = 1.02;

/** From here on the text of a mark would stick out. */
const LATE = 0.93;

const percent = (part: number): string => `${(100 * part).toFixed(3)}%`;

function placeBar(bar: Element, start: number, end: number, domain: number): void {
  bar.setAttribute('x', percent(start / domain));
  // A bar without width is not drawn at all, not even its stroke.
  bar.setAttribute('width', percent(Math.max(0.0001, (end - start) / domain)));
}

/** What a row says beside its bars. */
interface Texts {
  readonly state: string;
  /** The wait before it; empty before it is known. */
  readonly delay: string;
  readonly ceiling: string;
  readonly outcome: string;
  readonly took: string;
}

function stateOf({ wait, attempt }: Row): string {
  if (!attempt) return wait?.end === undefined ? 'waiting' : 'cancelled';
  if (attempt.ok === undefined) return 'sent';
  return attempt.ok ? 'succeeded' : 'failed';
}

function textsOf(row: Row, now: number): Texts {
  const { wait, attempt } = row;
  const state = stateOf(row);
  const left = state === 'waiting' && wait ? Math.max(0, wait.start + wait.delay - now) : undefined;
  return {
    state,
    delay: wait ? duration(wait.delay) : '',
    ceiling: wait ? ` (up to ${duration(wait.ceiling)})` : '',
    outcome: attempt?.outcome ?? (left === undefined ? state : `in ${duration(left)}`),
    took: attempt?.end === undefined ? '' : duration(attempt.end - attempt.start),
  };
}

function writeTexts(element: HTMLElement, { state, delay, ceiling, outcome, took }: Texts): void {
  const cell = (name: string): HTMLElement => within(element, `.row-${name}`, HTMLElement);
  element.dataset.state = state;
  write(cell('delay'), delay);
  write(cell('ceiling'), ceiling);
  write(cell('outcome'), outcome);
  write(cell('took'), took);
}

/** When each attempt of a plan is sent at the latest. */
function startsOf({ ceilings, length }: Plan): number[] {
  const starts = [0];
  for (const [index, ceiling] of ceilings.entries()) starts.push((starts[index] ?? 0) + length + ceiling);
  return starts;
}

const endOf = (plan: Plan): number => (startsOf(plan).at(-1) ?? 0) + plan.length;

/** What is drawn. Times in milliseconds from the beginning of the call. */
export interface Picture {
  readonly rows: readonly Row[];
  /** Its rows are there before the attempts are, so that nothing moves when they come. */
  readonly plan: Plan;
  /** Whether the plan belongs to other settings than the rows. */
  readonly isPlanNew?: boolean;
  /** The time at the right. */
  readonly end: number;
  readonly now: number;
}

/** The attempts of a call, one a row, against time. */
export class Waterfall {
  readonly #frame = byId('waterfall', HTMLElement);
  readonly #rows = byId('rows', HTMLOListElement);
  readonly #axis = byId('axis', HTMLElement);
  #domain = 0;
  #followed = 0;

  /** Draws a call that has not begun. */
  drawPlan(plan: Plan): void {
    this.draw({ rows: [], plan, isPlanNew: true, end: 0, now: 0 });
  }

  /** Draws a call as it stands, and what is planned of it or beside it. */
  draw({ rows, plan, isPlanNew = false, end, now }: Picture): void {
    const starts = startsOf(plan);
    this.#setDomain(Math.max(end, isPlanNew ? endOf(plan) : 0));
    this.#elements(Math.max(rows.length, starts.length)).forEach((element, index) => {
      const row = rows[index];
      const ceiling = plan.ceilings[index - 1];
      const start = isPlanNew ? starts[index] : undefined;
      element.classList.toggle('row-new', start !== undefined);
      if (start !== undefined) this.#place(element, 'plan', start - (ceiling ?? 0), start);
      if (start !== undefined) this.#place(element, 'plan-attempt', start, start + plan.length);
      if (row) this.#drawRow(element, row, now);
      else {
        const state = isPlanNew ? 'planned' : 'reserved';
        const highest = ceiling === undefined ? '' : `up to ${duration(ceiling)}`;
        writeTexts(element, { state, delay: '', ceiling: highest, outcome: '', took: '' });
      }
    });
    this.#follow(rows.length);
  }

  #drawRow(element: HTMLElement, row: Row, now: number): void {
    const { wait, attempt } = row;
    writeTexts(element, textsOf(row, now));
    if (wait) {
      this.#place(element, 'ceiling', wait.start, wait.start + wait.ceiling);
      this.#place(element, 'wait', wait.start, Math.min(wait.start + wait.delay, wait.end ?? now));
    }
    if (attempt) this.#place(element, 'attempt', attempt.start, attempt.end ?? now);
  }

  /** Keeps the latest row in sight, without moving the page. Who scrolls back is left there until the next row. */
  #follow(count: number): void {
    if (count === this.#followed) return;
    this.#followed = count;
    const latest = this.#rows.children[count - 1];
    if (!(latest instanceof HTMLElement)) return;
    const bottom = latest.offsetTop + this.#rows.offsetTop + latest.offsetHeight;
    const top = Math.max(0, bottom - this.#frame.clientHeight);
    if (count === 1 || top > this.#frame.scrollTop) this.#frame.scrollTop = count === 1 ? 0 : top;
  }

  #setDomain(end: number): void {
    const domain = Math.max(end, 1) * MARGIN;
    if (domain === this.#domain) return;
    this.#domain = domain;
    const marks = ticks(domain, MOST_TICKS).map(({ at, label }) => {
      const mark = document.createElement('span');
      mark.textContent = label;
      mark.style.left = percent(at / domain);
      mark.classList.toggle('late', at / domain > LATE);
      return mark;
    });
    this.#axis.replaceChildren(...marks);
  }

  #place(element: HTMLElement, name: string, start: number, end: number): void {
    placeBar(within(element, `.bar-${name}`, SVGRectElement), start, end, this.#domain);
  }

  /** As many rows as are needed, each with its number. */
  #elements(count: number): HTMLElement[] {
    const list = this.#rows;
    while (list.children.length > count) list.lastElementChild?.remove();
    while (list.children.length < count) {
      const element = copyOf('row', HTMLLIElement);
      write(within(element, '.row-number', HTMLElement), String(list.children.length + 1));
      list.append(element);
    }
    return [...list.querySelectorAll('li')];
  }
}
