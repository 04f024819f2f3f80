import { readAddress, writeAddress } from './address';
import { listenToCopying, showCode } from './code-view';
import { byId, write } from './dom';
import { hasServer } from './flaky-server';
import { fillForm, listenToFolding, markForm, submitForm, textsInForm } from './form';
import { FleetView } from './fleet/fleet-view';
import { FLEET_DEFAULTS, FLEET_FIELDS, fleetProblem, type FleetTexts } from './fleet/fleet-settings';
import { RunView } from './run-view';
import {
  DEFAULTS,
  PLUGIN_DEFAULTS,
  problemOf,
  readSettings,
  type Settings,
  type Texts,
  type View,
} from './settings';
import { listenToTabs, showView } from './tabs';

const form = byId('settings', HTMLFormElement);
const runView = new RunView();
const fleetView = new FleetView(remember);
let view: View = 'fleet';

/** Brings the shown view up to date, unless something in the form is wrong. */
function refresh(): void {
  if (view === 'fleet') {
    fleetView.redraw();
    return;
  }
  fleetView.pause();
  markForm(view);
  const settings = readSettings(textsInForm(), view);
  if (!settings) return;
  if (view === 'run') runView.plan(settings);
  else if (view === 'backoff') void showBackoff(settings);
  else showCode(settings);
}

/** The charts come when they are first looked at. */
async function showBackoff(settings: Settings): Promise<void> {
  const charts = await import('./backoff-view');
  if (view === 'backoff') charts.showBackoff(settings);
}

/** Goes where the address says. */
function restore(): void {
  const place = readAddress(location.search);
  view = place.view;
  showView(view);
  fillForm(place.texts);
  fleetView.fill(place.fleet);
  fleetView.show();
  refresh();
}

/** Puts what the page shows into its address. What is wrong is not worth to be shared. */
function remember(): void {
  const texts = Object.fromEntries(
    Object.entries(textsInForm()).map(([field, text]) => {
      const name = field as keyof Texts;
      return [name, problemOf(name, text) ? DEFAULTS[name] : text];
    }),
  ) as Record<keyof Texts, string>;
  const fleet = fleetView.texts;
  const shared = Object.fromEntries(
    FLEET_FIELDS.map((field) => [
      field,
      fleetProblem(field, fleet[field]) ? FLEET_DEFAULTS[field] : fleet[field],
    ]),
  ) as Record<keyof FleetTexts, string>;
  const query = writeAddress({ view, texts, fleet: shared });
  if (query !== location.search) history.pushState(undefined, '', `${location.pathname}${query}`);
}

function change(): void {
  remember();
  refresh();
}

/** Makes a button fill in the client's settings. */
function offerPreset(id: string, texts: Partial<Texts>): void {
  byId(id, HTMLElement).addEventListener('click', () => {
    fillForm(texts);
    change();
  });
}

// At the document: a field of the form may stand elsewhere in the page.
document.addEventListener('change', ({ target }) => {
  if (target instanceof Element && target.closest('#view-fleet')) {
    // The scrubber sets nothing.
    if (target.id === 'scrubber') return;
    remember();
    fleetView.show();
  } else change();
});
// While it is typed a text is not yet wrong, but one that was wrong may have become right.
document.addEventListener('input', ({ target }) => {
  if (target instanceof Element && target.getAttribute('aria-invalid') === 'true') markForm(view);
});
form.addEventListener('submit', (event) => {
  event.preventDefault();
  const settings = submitForm(view);
  if (view !== 'run' || runView.isRunning) return;
  if (settings) void runView.run(settings);
  else runView.refuse();
});
byId('cancel', HTMLElement).addEventListener('click', () => {
  runView.cancel();
});
byId('offline', HTMLElement).addEventListener('click', () => {
  runView.toggleNetwork();
});
document.addEventListener('keydown', ({ key }) => {
  if (key === 'Escape') runView.cancel();
});

const standard = Object.entries(PLUGIN_DEFAULTS).map(([field, value]) => [field, String(value)] as const);
offerPreset('preset-plugin', Object.fromEntries(standard));
offerPreset(
  'preset-quick',
  Object.fromEntries(standard.map(([field]) => [field, DEFAULTS[field as keyof Texts]])),
);

listenToTabs((chosen) => {
  view = chosen;
  showView(view);
  change();
});
listenToCopying();
listenToFolding();
if (hasServer())
  write(byId('behind', HTMLElement), 'The real plugin and axios, and a real server that fails.');
window.addEventListener('popstate', restore);
// The charts are drawn in the colours of the moment.
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', refresh);
restore();
