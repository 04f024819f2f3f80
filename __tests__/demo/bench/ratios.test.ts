import { mediansOf, ratiosOf, summarizeAll } from '../../../demo/bench/ratios';
import { median } from '../../../demo/shared/median';

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

it('the figures of a round are the medians over its turns', () => {
  expect(mediansOf({ axios: [10, 1000, 20] })).toEqual({ axios: 20 });
});

it('all rounds together have a median, a lowest and a highest number for each subject', () => {
  const rounds = [
    { axios: 1.2, 'axios-retry': 7 },
    { axios: 1, 'axios-retry': 7 },
    { axios: 1.1, 'axios-retry': 8 },
  ];
  expect(summarizeAll(rounds)).toEqual({
    axios: { median: 1.1, lowest: 1, highest: 1.2 },
    'axios-retry': { median: 7, lowest: 7, highest: 8 },
  });
});
