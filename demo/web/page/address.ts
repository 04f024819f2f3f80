import { DEFAULTS, FIELDS, VIEWS, type Texts, type View } from './settings';

/** What an address of the page says. */
export interface Place {
  readonly view: View;
  readonly texts: Texts;
}

/** Reads the query of an address. What it does not name has its default; what makes no sense is for the fields to say. */
export function readAddress(query: string): Place {
  const given = new URLSearchParams(query);
  return {
    view: VIEWS.find((view) => view === given.get('view')) ?? 'run',
    texts: Object.fromEntries(FIELDS.map((field) => [field, given.get(field) ?? DEFAULTS[field]])) as Record<
      keyof Texts,
      string
    >,
  };
}

/** Writes the query of an address, without what has its default; empty when all has. */
export function writeAddress({ view, texts }: Place): string {
  const query = new URLSearchParams(view === 'run' ? {} : { view });
  for (const field of FIELDS) {
    if (texts[field] !== DEFAULTS[field]) query.set(field, texts[field]);
  }
  return query.size ? `?${query}` : '';
}
