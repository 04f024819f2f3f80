import { isCancel } from 'axios';
import { describeReason } from '../../shared/reasons';
import { count, duration } from '../../shared/text';
import { call, type Ending } from './call';
import { whileRunning } from './clock';
import { byId, write } from './dom';
import { attemptLength, expectedLength, longestPlan } from './plan';
import { beginRun, type ServerRun } from './run-on-server';
import type { Settings } from './settings';
import { Timeline } from './timeline';
import { Waterfall } from './waterfall';

/** How a run ended, as the page shows it. */
interface Conclusion {
  readonly state: 'succeeded' | 'failed' | 'cancelled';
  readonly text: string;
  /** Milliseconds since the first attempt began; `undefined` when there was none. */
  readonly elapsed?: number;
}

function conclude({ reason, elapsed }: Ending, sent: number): Conclusion {
  const after = `after ${count(sent, 'attempt')} and ${duration(elapsed)}`;
  if (!reason) return { state: 'succeeded', text: `Succeeded ${after}.`, elapsed };
  if (reason === 'cancelled') return { state: 'cancelled', text: `Cancelled ${after}.`, elapsed };
  return { state: 'failed', text: `Gave up ${after}: ${describeReason(reason)}.`, elapsed };
}

/** The view in which a call is sent and watched. */
export class RunView {
  readonly #waterfall = new Waterfall();
  readonly #view = byId('view-run', HTMLElement);
  readonly #log = byId('log', HTMLOListElement);
  #abort: AbortController | undefined;
  #serverRun: ServerRun | undefined;

  /** Shows what a run would be like, until there is one. */
  plan(settings: Settings): void {
    if (this.#view.dataset.state === 'planned') {
      this.#waterfall.drawPlan(longestPlan(settings), attemptLength(settings));
    }
  }

  get isRunning(): boolean {
    return this.#abort !== undefined;
  }

  /** Says that what was asked for can't be sent. */
  refuse(): void {
    this.#write('status', 'Nothing was sent: a setting is wrong, and marked.');
  }

  cancel(): void {
    this.#abort?.abort();
  }

  async run(settings: Settings): Promise<void> {
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    const timeline = new Timeline();
    const expected = expectedLength(settings);
    const draw = (end: number): void => {
      this.#waterfall.draw(timeline.rows, end, timeline.elapsed);
      this.#writeFigures(timeline);
    };
    this.#serverRun?.close();
    this.#log.replaceChildren();
    this.#write('server-count', '0');
    this.#setState('running', 'Running.');
    const stopDrawing = whileRunning(() => {
      if (timeline.sent) draw(Math.max(expected, timeline.end));
    });
    const conclusion = await this.#follow(settings, timeline, signal);
    stopDrawing();
    draw(timeline.end);
    this.#write('elapsed', conclusion.elapsed === undefined ? '–' : duration(conclusion.elapsed));
    this.#abort = undefined;
    this.#setState(conclusion.state, conclusion.text);
  }

  async #follow(settings: Settings, timeline: Timeline, signal: AbortSignal): Promise<Conclusion> {
    try {
      this.#serverRun = await beginRun(settings, signal, (calls) => {
        this.#write('server-count', String(calls));
      });
      const say = (line: string): void => {
        this.#say(line);
      };
      const ending = await call(this.#serverRun.url, settings, timeline, say, signal);
      return conclude(ending, timeline.sent);
    } catch (error) {
      if (isCancel(error)) return { state: 'cancelled', text: 'Cancelled before the first attempt.' };
      return { state: 'failed', text: `The playground's own server does not answer: ${String(error)}` };
    }
  }

  #say(line: string): void {
    const entry = document.createElement('li');
    entry.textContent = line;
    this.#log.append(entry);
    const frame = byId('log-frame', HTMLElement);
    frame.scrollTop = frame.scrollHeight;
  }

  #writeFigures(timeline: Timeline): void {
    const { countdown } = timeline;
    this.#write('client-count', String(timeline.sent));
    this.#write('elapsed', duration(timeline.elapsed));
    this.#write('countdown', countdown ? duration(countdown.left) : '–');
  }

  #write(id: string, text: string): void {
    write(byId(id, HTMLElement), text);
  }

  #setState(state: string, text: string): void {
    this.#view.dataset.state = state;
    this.#write('status', text);
    // Not disabled: that would take the focus away from who has just pressed it.
    byId('send', HTMLElement).setAttribute('aria-disabled', String(state === 'running'));
    byId('cancel', HTMLElement).setAttribute('aria-disabled', String(state !== 'running'));
  }
}
