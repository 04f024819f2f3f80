import { copiesFrom } from './copy-button';
import { byId, write } from './dom';
import { highlight } from './highlight';
import { JITTERS } from './jitters';
import { PLUGIN_DEFAULTS, type Settings } from './settings';
import { snippet } from './snippet';

/** What each setting of the client is, beside what the plugin does without it. */
function compare(settings: Settings): void {
  for (const name of ['retries', 'initialDelay', 'multiplier', 'maxDelay', 'jitter'] as const) {
    const show = (value: number | keyof typeof JITTERS): string =>
      typeof value === 'number' ? value.toLocaleString('en-US') : JITTERS[value].code;
    const row = byId(`compare-${name}`, HTMLTableRowElement);
    const [, here, standard] = row.cells;
    if (here) write(here, show(settings[name]));
    if (standard) write(standard, show(PLUGIN_DEFAULTS[name]));
    row.classList.toggle('changed', settings[name] !== PLUGIN_DEFAULTS[name]);
  }
}

/** Shows the settings as code. */
export function showCode(settings: Settings): void {
  byId('snippet', HTMLElement).replaceChildren(...highlight(snippet(settings)));
  compare(settings);
}

export function listenToCopying(): void {
  copiesFrom('copy', () => byId('snippet', HTMLElement).textContent);
  copiesFrom('copy-link', () => location.href);
}
