import { adapterOf } from '../../../simulate/adapter';
import type { Strategy } from '../../../simulate/strategies';

/** What a fleet has done, call by call and attempt by attempt. Times in milliseconds from the beginning. */
export interface Trace {
  /** When each call began and ended, and whether it failed in the end. */
  readonly begun: number[];
  readonly ended: number[];
  readonly lost: boolean[];
  /** Of each attempt: its call, when it was sent, when its answer came, and whether that was a success. */
  readonly call: number[];
  readonly sent: number[];
  readonly answered: number[];
  readonly served: boolean[];
}

export const emptyTrace = (): Trace => ({
  begun: [],
  ended: [],
  lost: [],
  call: [],
  sent: [],
  answered: [],
  served: [],
});

/** The key under which an attempt's config names its call. */
const CALL = 'fleetCall';

/** The same strategy, which also writes down what its clients do. */
export const traced = (strategy: Strategy, trace: Trace): Strategy => ({
  label: strategy.label,
  install: (client, equipment) => {
    const adapter = adapterOf(client);
    client.defaults.adapter = (config) => {
      const attempt = trace.call.push(Number(Reflect.get(config, CALL))) - 1;
      trace.sent.push(performance.now());
      const write = (served: boolean): void => {
        trace.answered[attempt] = performance.now();
        trace.served[attempt] = served;
      };
      const answer = adapter(config);
      answer.then(
        () => {
          write(true);
        },
        () => {
          write(false);
        },
      );
      return answer;
    };
    const get = client.get.bind(client);
    client.get = (url, config) => {
      const call = trace.begun.push(performance.now()) - 1;
      const write = (lost: boolean): void => {
        trace.ended[call] = performance.now();
        trace.lost[call] = lost;
      };
      // axios passes on what it does not know.
      const marked: typeof config = Object.assign({ ...config }, { [CALL]: call });
      const outcome = get(url, marked);
      outcome.then(
        () => {
          write(false);
        },
        () => {
          write(true);
        },
      );
      // Its type depends on what the caller awaits, and is the same promise.
      return outcome as never;
    };
    strategy.install(client, equipment);
  },
});
