import { byId, write } from './dom';

/** Makes a button copy a text, and say that it has. */
export function copiesFrom(id: string, text: () => string, statusId = 'copied'): void {
  const button = byId(id, HTMLElement);
  const status = byId(statusId, HTMLElement);
  button.addEventListener('click', () => {
    navigator.clipboard.writeText(text()).then(
      () => {
        write(status, 'Copied.');
      },
      () => {
        write(status, 'The browser did not let this page copy: mark the text and copy it by hand.');
      },
    );
  });
}
