import { ENTRY, observe, OURS, THEIRS, type Subject } from './observe';
import { USAGES, type Usage } from './usages';

beforeEach(() => {
  // No jitter, which would differ from run to run.
  jest.spyOn(Math, 'random').mockReturnValue(0);
});

const play = (name: string, usage: Usage, subject: Subject) =>
  observe({ ...usage, name, isPlain: true }, subject);

describe.each(Object.entries({ 'the entry axios-backoff/axios-retry': ENTRY, 'the preset': OURS }))(
  '%s does for public code what axios-retry 4.5.0 does, and says nothing',
  (_subject, subject) => {
    it.each(Object.entries(USAGES))('%s', async (name, usage) => {
      const methods = (['log', 'info', 'warn', 'error'] as const).map((method) =>
        jest.spyOn(console, method),
      );
      const seen = { theirs: await play(name, usage, THEIRS), ours: await play(name, usage, subject) };
      const { difference } = usage;
      if (difference) {
        const { look, theirs, ours: both, preset = both } = difference;
        expect({ theirs: look(seen.theirs), ours: look(seen.ours) }).toEqual({
          theirs,
          ours: subject === OURS ? preset : both,
        });
      } else expect(seen.ours).toEqual(seen.theirs);
      for (const method of methods) expect(method).not.toHaveBeenCalled();
    });
  },
);
