import { parseSimulateOptions } from '../../../demo/simulate/options';
import { isDown } from '../../../demo/simulate/scenario';
import { readAddress, writeAddress } from '../../../demo/web/page/address';
import {
  breakOrRepair,
  commandOf,
  FLEET_DEFAULTS,
  fleetProblem,
  readFleet,
  readOutages,
  writeOutages,
  type FleetTexts,
} from '../../../demo/web/page/fleet/fleet-settings';

const withOutages = (outage: string): FleetTexts => ({ ...FLEET_DEFAULTS, outage });

/** What becomes of outages when the button is pressed at some times, one after the other. */
function pressed(outage: string, ...times: readonly number[]): string {
  const outages = times.reduce(
    (before, at) => breakOrRepair({ outages: before, duration: 20_000 }, at),
    readOutages(outage) ?? [],
  );
  return writeOutages(outages);
}

describe('the outages of a fleet', () => {
  it.each(['none', '4-14', '4-14,16-18', '0-0.1,0.5-999.9'])('%s is read and written again', (text) => {
    expect(writeOutages(readOutages(text)!)).toBe(text);
  });

  it.each([
    '',
    '4',
    '14-4',
    '4-4',
    '4-14,',
    ',4-14',
    '4-14,none',
    'none,4-14',
    '4-14;16-18',
    '4-14, 16-18',
    '4-1000',
    '4-5.55',
  ])('%p is wrong, which its field says', (text) => {
    expect(fleetProblem('outage', text)).toBe('It must be like 4-14, or 4-14,17-19, or none.');
    expect(readFleet(withOutages(text))).toBeUndefined();
  });

  it.each(['none', '4-14', '6-9,12-15', '6-9,12-15,18-18.5', '4-14,2-6'])(
    '%s is the same scenario for the page and for its command',
    (outage) => {
      const texts = withOutages(outage);
      const args = commandOf(texts).replace('npm run simulate -- ', '').split(' ');
      const { options } = parseSimulateOptions(args) as { options: object };
      expect(options).toMatchObject({ ...readFleet(texts) });
    },
  );

  it('are in the address of the page, and come back from there', () => {
    const place = { ...readAddress(''), fleet: withOutages('6-9,12-15') };
    expect(readAddress(writeAddress(place))).toEqual(place);
  });
});

describe('“Break the server” and “Repair the server”', () => {
  it.each([
    ['a first outage lasts as long as calls come', 'none', [6000], '6-20'],
    ['or five seconds', 'none', [18_000], '18-23'],
    ['a repair ends it', 'none', [6000, 9000], '6-9'],
    ['a second one follows', 'none', [6000, 9000, 12_000], '6-9,12-20'],
    ['which a repair ends too', 'none', [6000, 9000, 12_000, 15_000], '6-9,12-15'],
    ['and so does a third', 'none', [1000, 2000, 3000, 4000, 5000, 6000], '1-2,3-4,5-6'],
    ['one after an outage that was set', '4-14', [16_000, 18_000], '4-14,16-18'],
    ['one before an outage that was set begins it early', '4-14', [2000], '2-14'],
    ['a repair leaves a later outage', '4-6,10-14', [5000], '4-5,10-14'],
    ['an outage that is resumed where it ended is one', '4-14', [9000, 9000], '4-20'],
    ['a repair in its first moment leaves a tenth of a second', 'none', [6000, 6000], '6-6.1'],
    ['times are in tenths', 'none', [6049, 9099], '6-9'],
    ['overlapping outages are repaired together', '4-14,2-10', [5000], '2-5'],
  ])('%s', (_name, before, times, after) => {
    expect(pressed(before, ...times)).toBe(after);
  });

  it('turn the server over from the tenth in which they are pressed, and leave what was before', () => {
    const scenario = readFleet(withOutages('4-6,8-9,12-14'))!.scenario;
    for (let at = 0; at < 25_000; at += 700) {
      const outages = breakOrRepair(scenario, at);
      const now = Math.floor(at / 100) * 100;
      // Pressed in the first tenth of an outage it can only leave that.
      const isFirst = scenario.outages.some(({ from }) => from === now);
      if (!isFirst) expect([at, isDown({ ...scenario, outages }, now)]).toEqual([at, !isDown(scenario, now)]);
      for (let time = 0; time < now; time += 100)
        expect([at, time, isDown({ ...scenario, outages }, time)]).toEqual([
          at,
          time,
          isDown(scenario, time),
        ]);
    }
  });
});
