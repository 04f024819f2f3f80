import { ENTRY, observe, OURS, THEIRS, type Subject } from './observe';
import { USAGES, type Usage } from './usages';

beforeEach(() => {
  // No jitter, which would differ from run to run.
  jest.spyOn(Math, 'random').mockReturnValue(0);
});

const play = ({ difference: _, ...usage }: Usage, subject: Subject, name: string) =>
  observe({ ...usage, name, isPlain: true }, subject);

describe.each(Object.entries({ 'the entry axios-backoff/axios-retry': ENTRY, 'the preset': OURS }))(
  '%s does for public code what axios-retry 4.5.0 does',
  (_subject, subject) => {
    it.each(Object.entries(USAGES))('%s', async (name, usage) => {
      const said = (['log', 'info', 'warn', 'error'] as const).map((method) => jest.spyOn(console, method));
      const { look = (seen: unknown) => seen, ...wanted } = usage.difference ?? {};
      const theirs = await play(usage, THEIRS, name);
      const ours = await play(usage, subject, name);
      const isPresetWithoutMeaning = subject === OURS && /undefined$/.test(name);
      if ('ours' in wanted) expect({ theirs: look(theirs), ours: look(ours) }).toEqual(wanted);
      else expect(ours).toEqual(theirs);
      for (const method of said) expect(method).not.toHaveBeenCalled();
      expect(isPresetWithoutMeaning).toBe(false);
    });
  },
);
