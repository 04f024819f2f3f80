import { FLEET_DEFAULTS, FLEET_FIELDS, type FleetField, type FleetTexts } from './fleet/fleet-settings';
import { DEFAULTS, FIELDS, VIEWS, type Texts, type View } from './settings';

/** What an address of the page says. */
export interface Place {
  readonly view: View;
  readonly texts: Texts;
  readonly fleet: FleetTexts;
}

/** Reads the query of an address. What it does not name has its default; what makes no sense is for the fields to say. */
export function readAddress(query: string): Place {
  const given = new URLSearchParams(query);
  return {
    view: VIEWS.find((view) => view === given.get('view')) ?? 'fleet',
    texts: Object.fromEntries(FIELDS.map((field) => [field, given.get(field) ?? DEFAULTS[field]])) as Record<
      keyof Texts,
      string
    >,
    fleet: Object.fromEntries(
      FLEET_FIELDS.map((field) => [field, given.get(field) ?? FLEET_DEFAULTS[field]]),
    ) as Record<FleetField, string>,
  };
}

/** Writes the query of an address, without what has its default; empty when all has. */
export function writeAddress({ view, texts, fleet }: Place): string {
  const query = new URLSearchParams(view === 'fleet' ? {} : { view });
  for (const field of FIELDS) {
    if (texts[field] !== DEFAULTS[field]) query.set(field, texts[field]);
  }
  for (const field of FLEET_FIELDS) {
    if (fleet[field] !== FLEET_DEFAULTS[field]) query.set(field, fleet[field]);
  }
  return query.size ? `?${query}` : '';
}
