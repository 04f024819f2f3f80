import { limitRate } from '../../../demo/simulate/rate-limiter';

describe('the rate limiter', () => {
  it('lets so many through in a window, and tells all others the whole seconds until the next', () => {
    const limit = limitRate(1, 3000);
    expect([limit(0), limit(10), limit(20)]).toEqual([undefined, undefined, undefined]);
    expect([limit(900), limit(1000), limit(2999)]).toEqual([3, 2, 1]);
  });

  it('counts anew in the next window', () => {
    const limit = limitRate(1, 1000);
    expect([limit(0), limit(0), limit(1000), limit(1000)]).toEqual([undefined, 1, undefined, 1]);
  });
});
