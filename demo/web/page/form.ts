import { byId, write } from './dom';
import {
  applies,
  FIELDS,
  problemOf,
  readSettings,
  type Field,
  type Settings,
  type Texts,
  type View,
} from './settings';

function inputOf(field: Field): HTMLInputElement | HTMLSelectElement {
  const input = byId(field, HTMLElement);
  if (input instanceof HTMLInputElement || input instanceof HTMLSelectElement) return input;
  throw new TypeError(`${field} is no field of the page`);
}

export const textsInForm = (): Texts =>
  Object.fromEntries(FIELDS.map((field) => [field, inputOf(field).value.trim()])) as Record<Field, string>;

/** Shows which fields play a part, and what is wrong with their texts. */
export function markForm(view: View): void {
  const texts = textsInForm();
  for (const field of FIELDS) {
    const isUsed = applies(field, texts, view);
    const problem = isUsed ? problemOf(field, texts[field]) : undefined;
    byId(`${field}-field`, HTMLElement).hidden = !isUsed;
    inputOf(field).setAttribute('aria-invalid', String(problem !== undefined));
    write(byId(`${field}-problem`, HTMLElement), problem ?? '');
  }
}

export function fillForm(texts: Partial<Texts>): void {
  for (const field of FIELDS) {
    const text = texts[field];
    if (text !== undefined) inputOf(field).value = text;
  }
}

/** Opens or closes the settings where the page is too narrow to show them beside the rest. */
export function unfold(isOpen: boolean): void {
  byId('fold', HTMLElement).setAttribute('aria-expanded', String(isOpen));
}

export function listenToFolding(): void {
  const fold = byId('fold', HTMLElement);
  fold.addEventListener('click', () => {
    unfold(fold.getAttribute('aria-expanded') === 'false');
  });
}

/** What the form asks for; when something in it is wrong, the focus goes there instead. */
export function submitForm(view: View): Settings | undefined {
  const texts = textsInForm();
  const settings = readSettings(texts, view);
  markForm(view);
  if (!settings) {
    unfold(true);
    FIELDS.map(inputOf)
      .find((input) => input.getAttribute('aria-invalid') === 'true')
      ?.focus();
  }
  return settings;
}
