import { isCancel } from 'axios';
import { describeReason } from '../../shared/reasons';
import { duration } from '../../../lib/time/duration';
import { count } from '../../shared/text';
import { call, type Ending } from './call';
import { whileRunning } from './clock';
import { byId, write } from './dom';
import { beginRun, type ServerRun } from './flaky-server';
import { cutNetwork, isOffline } from './network';
import { expectedLength, planOf, type Plan } from './plan';
import type { Settings } from './settings';
import { Timeline } from './timeline';
import { Waterfall } from './waterfall';

/** How a run ended, as the page shows it. */
interface Conclusion {
  readonly state: 'succeeded' | 'failed' | 'cancelled';
  readonly text: string;
  /** Milliseconds since the first attempt began; `undefined` when there was none. */
  readonly elapsed?: number;
  /** Whether the plugin has said so itself. */
  readonly isLogged?: boolean;
}

function conclude({ reason, isLogged, elapsed }: Ending, sent: number): Conclusion {
  const after = `after ${count(sent, 'attempt')} and ${duration(elapsed)}`;
  const rest = { elapsed, isLogged };
  if (!reason) return { state: 'succeeded', text: `Succeeded ${after}.`, ...rest };
  if (reason === 'cancelled') return { state: 'cancelled', text: `Cancelled ${after}.`, ...rest };
  return { state: 'failed', text: `Gave up ${after}: ${describeReason(reason)}.`, ...rest };
}

/** The view in which a call is sent and watched. */
export class RunView {
  readonly #waterfall = new Waterfall();
  readonly #view = byId('view-run', HTMLElement);
  readonly #log = byId('log', HTMLOListElement);
  #abort: AbortController | undefined;
  #serverRun: ServerRun | undefined;

  #shown: { readonly timeline: Timeline; readonly settings: string } | undefined;

  /** Shows what a run would be like: beside the last one, if there is one with other settings. */
  plan(settings: Settings): void {
    if (this.isRunning) return;
    const plan = planOf(settings);
    const isNew = this.#shown?.settings !== JSON.stringify(settings);
    this.#view.dataset.plan = isNew ? 'new' : '';
    if (this.#shown) this.#draw(this.#shown.timeline, plan, this.#shown.timeline.end, isNew);
    else this.#waterfall.drawPlan(plan);
  }

  #draw(timeline: Timeline, plan: Plan, end: number, isPlanNew = false): void {
    const { rows, elapsed: now } = timeline;
    this.#waterfall.draw({ rows, plan, isPlanNew, end, now });
  }

  /** Takes the page off the network, or lets it back. */
  toggleNetwork(): void {
    cutNetwork(!isOffline());
    const button = byId('offline', HTMLElement);
    button.setAttribute('aria-pressed', String(isOffline()));
    this.#note(isOffline() ? 'offline' : 'online again', true);
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
    const plan = planOf(settings);
    const draw = (end: number): void => {
      this.#draw(timeline, plan, end);
      this.#writeFigures(timeline);
    };
    this.#shown = { timeline, settings: JSON.stringify(settings) };
    this.#view.dataset.plan = '';
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
    if (!conclusion.isLogged) this.#note(conclusion.text);
  }

  async #follow(settings: Settings, timeline: Timeline, signal: AbortSignal): Promise<Conclusion> {
    let isRepeated = false;
    try {
      this.#serverRun = await beginRun(settings, signal, (calls) => {
        this.#write('server-count', String(calls));
        if (calls > timeline.sent && !isRepeated) {
          isRepeated = true;
          this.#note(
            'The server got more calls: this browser itself repeats a GET whose connection is lost.',
          );
        }
      });
      const say = (line: string): void => {
        this.#say(line);
      };
      const ending = await call(this.#serverRun, settings, timeline, say, signal);
      return conclude(ending, timeline.sent);
    } catch (error) {
      if (isCancel(error)) return { state: 'cancelled', text: 'Cancelled before the first attempt.' };
      return { state: 'failed', text: `The playground's own server does not answer: ${String(error)}` };
    }
  }

  /** A line of the page's own, where the plugin has none. */
  #note(text: string, isMark = false): void {
    if (!isMark || this.isRunning) this.#say(text, 'note');
  }

  #say(line: string, kind = ''): void {
    const entry = document.createElement('li');
    entry.className = kind;
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
