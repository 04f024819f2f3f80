import { ticks } from '../../../demo/web/page/ticks';
import { Timeline } from '../../../demo/web/page/timeline';

describe('the timeline of a run', () => {
  let now = 5000;
  const after = (milliseconds: number, what: () => void): void => {
    now += milliseconds;
    what();
  };

  function failedOnce(): Timeline {
    now = 5000;
    const timeline = new Timeline(() => now);
    timeline.attempt();
    after(10, () => {
      timeline.answer(false, '503 Service Unavailable');
      timeline.wait(300, 400);
    });
    return timeline;
  }

  it('has a row for each attempt and the wait before it, from the beginning of the call', () => {
    const timeline = failedOnce();
    after(310, () => {
      timeline.attempt();
    });
    after(5, () => {
      timeline.answer(true, '200 OK');
    });
    expect(timeline.rows).toEqual([
      { attempt: { start: 0, end: 10, ok: false, outcome: '503 Service Unavailable' } },
      {
        wait: { start: 10, delay: 300, ceiling: 400 },
        attempt: { start: 320, end: 325, ok: true, outcome: '200 OK' },
      },
    ]);
    expect([timeline.sent, timeline.end, timeline.countdown]).toEqual([2, 410, undefined]);
  });

  it('counts down while it waits, and no further than 0', () => {
    const timeline = failedOnce();
    after(100, () => {
      expect(timeline.countdown).toEqual({ retry: 1, left: 200 });
    });
    after(300, () => {
      expect(timeline.countdown).toEqual({ retry: 1, left: 0 });
    });
  });

  it('ends a wait that is cancelled', () => {
    const timeline = failedOnce();
    after(100, () => {
      timeline.cancel();
    });
    expect(timeline.rows[1]).toEqual({ wait: { start: 10, delay: 300, ceiling: 400, end: 110 } });
    expect([timeline.sent, timeline.countdown]).toEqual([1, undefined]);
  });
});

it.each([
  [7500, ['0', '2 s', '4 s', '6 s']],
  [820, ['0', '200 ms', '400 ms', '600 ms', '800 ms']],
  [1020, ['0', '0.5 s', '1 s']],
  [303_000, ['0', '100 s', '200 s', '300 s']],
  [1, ['0', '0.2 ms', '0.4 ms', '0.6 ms', '0.8 ms', '1 ms']],
])('an axis of %d ms has round marks', (end, labels) => {
  expect(ticks(end, 5).map(({ label }) => label)).toEqual(labels);
});
