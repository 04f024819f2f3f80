import { ALL_STRATEGY_NAMES } from '../../../demo/simulate/all-strategies';
import { parseSimulateOptions, type SimulateOptions } from '../../../demo/simulate/options';
import { STRATEGY_NAMES } from '../../../demo/simulate/strategies';
import { OUTAGE } from './scenario';

function read(...args: string[]): SimulateOptions {
  const parsed = parseSimulateOptions(args);
  if (!('options' in parsed)) throw new Error(parsed.stderr);
  return parsed.options;
}

describe('the options of the simulator', () => {
  it('are an outage by default, and all strategies but the two that come from elsewhere', () => {
    expect(parseSimulateOptions([])).toEqual({
      options: { scenario: OUTAGE, strategies: STRATEGY_NAMES, json: false },
    });
  });

  it('describe the clients', () => {
    const args =
      '--processes 50 --rate 7 --duration 2.5 --retries 0 --initial-delay 5 --max-delay 6 --timeout 8';
    expect(read(...args.split(' ')).scenario).toMatchObject({
      processes: 50,
      rate: 7,
      duration: 2500,
      retries: 0,
      initialDelay: 5,
      maxDelay: 6,
      timeout: 8,
    });
  });

  it('describe the server', () => {
    const args =
      '--capacity 9 --latency 0 --queue 3 --outage 0.5-2 --outage-mode refuse --brown-out 3-4 --rate-limit 5 --rate-window 1 --error-rate 0.05 --warm-up 10 --refusal-cost 0.2 --batch 7 --outage-retry-after 5';
    expect(read(...args.split(' ')).scenario).toMatchObject({
      capacity: 9,
      latency: 0,
      queue: 3,
      outages: [{ from: 500, to: 2000 }],
      outageMode: 'refuse',
      brownOut: { from: 3000, to: 4000 },
      rateLimit: 5,
      rateWindow: 1000,
      errorRate: 0.05,
      warmUp: 10_000,
      refusalCost: 0.2,
      batch: 7,
      outageRetryAfter: 5,
    });
  });

  it('describe the Redis of the fleet', () => {
    const args = '--redis-latency 20 --redis-lost 10-25 --redis-lost-mode fail';
    expect(read(...args.split(' ')).scenario).toMatchObject({
      redisLatency: 20,
      redisLost: { from: 10_000, to: 25_000 },
      redisLostMode: 'fail',
    });
  });

  it('can have several outages', () => {
    expect(read('--outage', '0-2,5-6.5').scenario.outages).toEqual([
      { from: 0, to: 2000 },
      { from: 5000, to: 6500 },
    ]);
  });

  it('can do without an outage', () => {
    expect(read('--outage', 'none').scenario.outages).toEqual([]);
  });

  it('can name a strategy that is not among the default ones', () => {
    expect(read('--strategies', 'breaker,aws').strategies).toEqual(['breaker', 'aws']);
  });

  it('describe the simulation', () => {
    const args = ['--strategies', 'full,none,full', '--seed', '7', '--json', '--plot', 'a.svg'];
    expect(read(...args)).toMatchObject({
      scenario: { seed: 7 },
      strategies: ['full', 'none'],
      json: true,
      plot: 'a.svg',
    });
  });

  it.each([
    ['--processes', '0', 'a whole number of 1 or more'],
    ['--rate', '1e3', 'a whole number'],
    ['--duration', '0', 'seconds, with at most one decimal, more than 0'],
    ['--duration', '0.25', 'seconds, with at most one decimal, more than 0'],
    ['--retries', '-1', 'a whole number'],
    ['--outage', '20-0', 'two times in seconds such as 0-20'],
    ['--outage', '5-5', 'two times in seconds such as 0-20'],
    ['--outage', '20', 'two times in seconds such as 0-20'],
    ['--brown-out', 'none', 'two times in seconds such as 0-20'],
    ['--outage-mode', 'slow', 'one of status, refuse'],
    ['--outage-retry-after', '0', 'a whole number of 1 or more'],
    ['--outage-retry-after', '0.5', 'a whole number'],
    ['--redis-latency', '0.5', 'a whole number'],
    ['--redis-lost', '5', 'two times in seconds such as 0-20'],
    ['--redis-lost-mode', 'slow', 'one of hang, fail'],
    ['--error-rate', '1', 'a number from 0 to below 1'],
    ['--error-rate', '5%', 'a number from 0 to below 1'],
    ['--strategies', 'full,best', 'one of none, fixed'],
    ['--strategies', '', 'one of none, fixed'],
    ['--seed', '4294967296', 'a whole number from 0 to 4294967295'],
    ['--plot', 'a.png', 'a file whose name ends in .svg'],
  ])('refuse %s %p with exit code 2, and say what it must be', (flag, value, rule) => {
    const parsed = parseSimulateOptions([flag, value]);
    expect(parsed).toMatchObject({ exitCode: 2, stdout: '' });
    const { stderr } = parsed as { stderr: string };
    expect(stderr).toContain(`option '${flag} <`);
    expect(stderr).toContain(`It must be ${rule}`);
  });

  it.each([
    [['--process', '3'], /unknown option '--process'\n\(Did you mean --processes\?\)/],
    [['fast'], /unexpected argument 'fast': this command takes only options/],
  ])('refuse %p with exit code 2', (args, message) => {
    expect(parseSimulateOptions(args)).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(message) });
  });

  it('are all listed by --help', () => {
    const parsed = parseSimulateOptions(['--help']);
    expect(parsed).toMatchObject({ exitCode: 0, stderr: '' });
    const { stdout } = parsed as { stdout: string };
    for (const name of Object.keys(OUTAGE).map((key) => (key === 'outages' ? 'outage' : key))) {
      const flag = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
      expect(stdout).toContain(`\n  --${flag} <`);
    }
    for (const option of [
      ...['outage-retry-after', 'brown-out', 'rate-limit', 'redis-lost', 'strategies', 'json', 'plot'],
    ])
      expect(stdout).toContain(`\n  --${option}`);
    expect(stdout.replace(/\s+/g, ' ')).toContain(`what to compare: ${ALL_STRATEGY_NAMES.join(', ')} (`);
  });
});
