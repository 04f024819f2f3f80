import { byId } from './dom';
import { VIEWS, type View } from './settings';

const tabOf = (view: View): HTMLElement => byId(`tab-${view}`, HTMLElement);

/** Shows one view and hides the others. */
export function showView(shown: View): void {
  document.body.dataset.view = shown;
  for (const view of VIEWS) {
    const tab = tabOf(view);
    tab.setAttribute('aria-selected', String(view === shown));
    // Tab leads to the chosen one only; the arrows lead from there to the others.
    tab.tabIndex = view === shown ? 0 : -1;
    byId(`view-${view}`, HTMLElement).hidden = view !== shown;
  }
}

const STEPS: Readonly<Record<string, (index: number) => number>> = {
  ArrowRight: (index) => (index + 1) % VIEWS.length,
  ArrowLeft: (index) => (index + VIEWS.length - 1) % VIEWS.length,
  Home: () => 0,
  End: () => VIEWS.length - 1,
};

/** Makes the tabs work, by pointer and by keyboard. */
export function listenToTabs(choose: (view: View) => void): void {
  VIEWS.forEach((view, index) => {
    const tab = tabOf(view);
    tab.addEventListener('click', () => {
      choose(view);
    });
    tab.addEventListener('keydown', (event) => {
      const next = VIEWS[STEPS[event.key]?.(index) ?? index];
      if (next === undefined || next === view) return;
      event.preventDefault();
      choose(next);
      tabOf(next).focus();
    });
  });
}
