import { readAddress, writeAddress, type Place } from '../../../demo/web/page/address';
import { FLEET_DEFAULTS as fleet } from '../../../demo/web/page/fleet/fleet-settings';
import { DEFAULTS } from '../../../demo/web/page/settings';

describe('the address of the playground', () => {
  it('is empty when all is at its default', () => {
    expect(writeAddress({ view: 'fleet', texts: DEFAULTS, fleet })).toBe('');
    expect(readAddress('')).toEqual({ view: 'fleet', texts: DEFAULTS, fleet });
  });

  it('names what differs, and nothing else', () => {
    const texts = { ...DEFAULTS, retries: '3', jitter: 'equal' };
    expect(writeAddress({ view: 'backoff', texts, fleet })).toBe('?view=backoff&retries=3&jitter=equal');
  });

  it('gives back what was written, texts that make no sense and empty ones too', () => {
    const place: Place = {
      view: 'code',
      texts: { ...DEFAULTS, failures: '', retryAfter: '7', multiplier: '1.5', maxDelay: 'a&b=c ü' },
      fleet: { ...fleet, outage: 'none', strategies: 'full' },
    };
    expect(readAddress(writeAddress(place))).toEqual(place);
  });

  it('takes an unknown view for the first, and no notice of unknown names', () => {
    expect(readAddress('?view=nowhere&colour=red')).toEqual({ view: 'fleet', texts: DEFAULTS, fleet });
  });
});
