import { duration } from '../../shared/text';
import { drawCollisions, drawSpread } from './charts';
import { byId, copyOf, within, write } from './dom';
import { JITTER_NAMES, JITTERS, type JitterName } from './jitters';
import { outlook, type Outlook, type WaitSpread } from './outlook';
import type { Settings } from './settings';

type Outlooks = readonly { readonly name: JitterName; readonly outlook: Outlook }[];

const percent = (chance: number): string => `${Math.round(100 * chance)} %`;

function addRow(body: HTMLTableSectionElement, [head, ...cells]: readonly string[]): HTMLTableRowElement {
  const row = body.insertRow();
  const header = document.createElement('th');
  header.scope = 'row';
  header.textContent = head ?? '';
  row.append(header);
  for (const cell of cells) row.insertCell().textContent = cell;
  return row;
}

function drawSpreads(outlooks: Outlooks, chosen: JitterName): void {
  const highest = Math.max(
    0,
    ...outlooks.flatMap(({ outlook }) => outlook.waits.map(({ ceiling }) => ceiling)),
  );
  const panels = outlooks.map(({ name, outlook }) => {
    const { label: title, gist } = JITTERS[name];
    const panel = copyOf('spread', HTMLElement);
    panel.dataset.chosen = String(name === chosen);
    write(within(panel, '.spread-name', HTMLElement), title);
    write(within(panel, '.spread-gist', HTMLElement), gist);
    const label = `Waits with ${JITTERS[name].code}: ${describeLast(outlook.waits)}`;
    const reading = within(panel, '.reading', HTMLElement);
    drawSpread(within(panel, '.chart', HTMLElement), reading, outlook.waits, highest, label);
    return panel;
  });
  byId('spreads', HTMLElement).replaceChildren(...panels);
}

function describeLast(waits: readonly WaitSpread[]): string {
  const last = waits.at(-1);
  if (!last) return 'no retries.';
  const [ceiling, p10, p50, p90] = [last.ceiling, last.p10, last.p50, last.p90].map(duration);
  return `before retry ${waits.length} a tenth are below ${p10}, half below ${p50}, nine tenths below ${p90}; at most ${ceiling}.`;
}

function drawCrowd(outlooks: Outlooks, { clients, window, jitter }: Settings): void {
  const lines = outlooks.map(({ name, outlook }) => ({
    name,
    label: JITTERS[name].label,
    isChosen: name === jitter,
    chances: outlook.waits.map(({ collision }) => collision),
  }));
  drawCollisions(
    byId('collisions', HTMLElement),
    byId('collision-legend', HTMLElement),
    lines,
    'Chance of a collision at each retry, by jitter; the tables give the figures',
  );
  write(
    byId('crowd-explained', HTMLElement),
    `${clients} clients fail at the same instant, and go on failing. The line is the chance that at least two of them send the same retry less than ${duration(window)} apart.`,
  );
}

function compare(outlooks: Outlooks, { jitter, retries }: Settings): void {
  write(byId('last-retry', HTMLElement), retries ? `Collide at retry ${retries}` : 'Collide');
  const body = byId('comparison', HTMLTableSectionElement);
  body.replaceChildren();
  for (const { name, outlook } of outlooks) {
    const { mean, p10, p90 } = outlook.total;
    const collision = outlook.waits.at(-1)?.collision;
    const row = addRow(body, [
      JITTERS[name].label,
      duration(mean),
      `${duration(p10)} – ${duration(p90)}`,
      collision === undefined ? '–' : percent(collision),
    ]);
    row.dataset.chosen = String(name === jitter);
  }
}

function listWaits({ waits }: Outlook, jitter: JitterName): void {
  write(byId('waits-of', HTMLElement), JITTERS[jitter].code);
  const body = byId('waits', HTMLTableSectionElement);
  body.replaceChildren();
  for (const [index, { ceiling, p10, p50, p90, collision }] of waits.entries()) {
    addRow(body, [String(index + 1), ...[ceiling, p10, p50, p90].map(duration), percent(collision)]);
  }
}

/** Shows what to expect of the settings, for all jitters side by side. */
export function showBackoff(settings: Settings): void {
  const outlooks = JITTER_NAMES.map((name) => ({ name, outlook: outlook({ ...settings, jitter: name }) }));
  drawSpreads(outlooks, settings.jitter);
  drawCrowd(outlooks, settings);
  compare(outlooks, settings);
  const chosen = outlooks.find(({ name }) => name === settings.jitter);
  if (chosen) listWaits(chosen.outlook, settings.jitter);
}
