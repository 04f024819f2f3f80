import { duration } from '../../shared/text';
import { byId, copyOf, within, write } from './dom';
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
  readonly wait: string;
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
    wait: wait ? `${duration(wait.delay)} of ${duration(wait.ceiling)}` : '',
    outcome: attempt?.outcome ?? (left === undefined ? state : `in ${duration(left)}`),
    took: attempt?.end === undefined ? '' : duration(attempt.end - attempt.start),
  };
}

function writeTexts(element: HTMLElement, { state, wait, outcome, took }: Texts): void {
  const cell = (name: string): HTMLElement => within(element, `.row-${name}`, HTMLElement);
  element.dataset.state = state;
  write(cell('wait'), wait);
  write(cell('outcome'), outcome);
  write(cell('took'), took);
}

/** The attempts of a call, one a row, against time. */
export class Waterfall {
  readonly #rows = byId('rows', HTMLOListElement);
  readonly #axis = byId('axis', HTMLElement);
  #domain = 0;

  /** Draws a call as it stands. @param end the time at the right, in milliseconds. */
  draw(rows: readonly Row[], end: number, now: number): void {
    this.#setDomain(end);
    this.#elements(rows.length).forEach((element, index) => {
      const row = rows[index];
      if (!row) return;
      const { wait, attempt } = row;
      const drawn = wait && Math.min(wait.start + wait.delay, wait.end ?? now);
      writeTexts(element, textsOf(row, now));
      if (wait) this.#place(element, 'ceiling', wait.start, wait.start + wait.ceiling);
      if (wait) this.#place(element, 'wait', wait.start, drawn ?? wait.start);
      if (attempt) this.#place(element, 'attempt', attempt.start, attempt.end ?? now);
    });
  }

  /**
   * Draws a call that has not begun, as late as it can be.
   *
   * @param ceilings the longest wait before each retry.
   * @param length how long an attempt takes.
   */
  drawPlan(ceilings: readonly number[], length: number): void {
    const starts = [0];
    for (const [index, ceiling] of ceilings.entries()) starts.push((starts[index] ?? 0) + length + ceiling);
    this.#setDomain((starts.at(-1) ?? 0) + length);
    this.#elements(starts.length).forEach((element, index) => {
      const start = starts[index] ?? 0;
      const ceiling = ceilings[index - 1];
      const wait = ceiling === undefined ? '' : `up to ${duration(ceiling)}`;
      writeTexts(element, { state: 'planned', wait, outcome: '', took: '' });
      this.#place(element, 'ceiling', start - (ceiling ?? 0), start);
      this.#place(element, 'attempt', start, start + length);
    });
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
