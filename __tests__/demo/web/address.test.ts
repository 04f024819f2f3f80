import { readAddress, writeAddress, type Place } from '../../../demo/web/page/address';
import { DEFAULTS } from '../../../demo/web/page/settings';

describe('the address of the playground', () => {
  it('is empty when all is at its default', () => {
    expect(writeAddress({ view: 'run', texts: DEFAULTS })).toBe('');
    expect(readAddress('')).toEqual({ view: 'run', texts: DEFAULTS });
  });

  it('names what differs, and nothing else', () => {
    const texts = { ...DEFAULTS, retries: '3', jitter: 'equal' };
    expect(writeAddress({ view: 'backoff', texts })).toBe('?view=backoff&retries=3&jitter=equal');
  });

  it('gives back what was written, texts that make no sense and empty ones too', () => {
    const place: Place = {
      view: 'code',
      texts: { ...DEFAULTS, failures: '', retryAfter: '7', multiplier: '1.5', maxDelay: 'a&b=c ü' },
    };
    expect(readAddress(writeAddress(place))).toEqual(place);
  });

  it('takes an unknown view for the first, and no notice of unknown names', () => {
    expect(readAddress('?view=nowhere&colour=red')).toEqual({ view: 'run', texts: DEFAULTS });
  });
});
