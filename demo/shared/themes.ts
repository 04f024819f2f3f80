/** The colours of a picture. */
export interface Theme {
  readonly background: string;
  readonly text: string;
  /** Of text that comes second. */
  readonly muted: string;
  readonly line: string;
  readonly grid: string;
  /** Of a time in which something is wrong. */
  readonly shade: string;
  readonly served: string;
  readonly refused: string;
  /** Of text on either. */
  readonly onServed: string;
  readonly onRefused: string;
}

// On the backgrounds of GitHub. Blue and orange are told apart by the colour-blind, and by their lightness.
export const THEMES = {
  light: {
    background: '#ffffff',
    text: '#1f2328',
    muted: '#59636e',
    line: '#8c959f',
    grid: '#e7eaee',
    shade: '#eff1f4',
    served: '#2f6fb0',
    refused: '#f0a868',
    onServed: '#ffffff',
    onRefused: '#1f2328',
  },
  dark: {
    background: '#0d1117',
    text: '#e6edf3',
    muted: '#9198a1',
    line: '#6e7681',
    grid: '#21262d',
    shade: '#1a2029',
    served: '#3a7abf',
    refused: '#b8692f',
    onServed: '#ffffff',
    onRefused: '#ffffff',
  },
} as const satisfies Record<string, Theme>;
