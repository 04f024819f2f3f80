import { median, ratiosOf, summarize } from '../../../demo/bench/ratios';

describe('median', () => {
  it.each([
    [[3], 3],
    [[9, 1, 5], 5],
    [[10, 2, 1, 4], 3],
    // As text, 10 would come before 9.
    [[10, 9, 8], 9],
    [[], NaN],
  ])('of %p is %d', (numbers, middle) => {
    expect(median(numbers)).toBe(middle);
  });

  it('leaves the list as it was', () => {
    const numbers = [3, 1, 2];
    median(numbers);
    expect(numbers).toEqual([3, 1, 2]);
  });
});

describe('the ratios of a round', () => {
  it('compare figures of the same turn, so that a machine that slows down changes nothing', () => {
    const figures = { axios: [10, 20, 1000], 'axios-backoff': [11, 22, 1100] };
    expect(ratiosOf(figures, 'axios')).toEqual({ 'axios-backoff': expect.closeTo(1.1) });
  });

  it('are not moved by one turn that was disturbed', () => {
    const figures = { 'axios-retry': [10, 10, 10], 'axios-backoff': [8, 500, 8] };
    expect(ratiosOf(figures, 'axios-retry')).toEqual({ 'axios-backoff': 0.8 });
  });

  it('are no numbers without a baseline', () => {
    expect(ratiosOf({ 'axios-backoff': [1] }, 'axios')).toEqual({ 'axios-backoff': NaN });
  });
});

it('all rounds together have a median, a lowest and a highest ratio', () => {
  expect(summarize([1.2, 1, 1.1])).toEqual({ median: 1.1, lowest: 1, highest: 1.2 });
});
