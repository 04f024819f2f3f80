import {
  decorrelatedJitter,
  equalJitter,
  fullJitter,
  noJitter,
  proportionalJitter,
  type Jitter,
} from '../../../lib';

interface NamedJitter {
  readonly label: string;
  /** How code asks for it. */
  readonly code: string;
  readonly jitter: Jitter;
  /** What it does, in a few words. */
  readonly gist: string;
}

/** The jitters of the plugin, by the names that they have in the address of the page. */
export const JITTERS = {
  full: { label: 'Full', code: 'fullJitter', jitter: fullJitter, gist: 'anywhere up to the ceiling' },
  equal: { label: 'Equal', code: 'equalJitter', jitter: equalJitter, gist: 'upper half of the ceiling' },
  decorrelated: {
    label: 'Decorrelated',
    code: 'decorrelatedJitter',
    jitter: decorrelatedJitter,
    gist: 'up to three times the last wait',
  },
  proportional: {
    label: 'Proportional',
    code: 'proportionalJitter()',
    jitter: proportionalJitter(),
    gist: 'ceiling and up to a fifth more',
  },
  none: { label: 'None', code: 'noJitter', jitter: noJitter, gist: 'the ceiling itself' },
} as const satisfies Record<string, NamedJitter>;

export type JitterName = keyof typeof JITTERS;

export const JITTER_NAMES = Object.keys(JITTERS) as JitterName[];
