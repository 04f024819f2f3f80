import axios from 'axios';
import { isCancelled, onCancel, type Cancellable } from '../../../lib/time/cancellation';
import { countedSignal, listenersOf } from './listeners';

const configWith = (given: object): Cancellable => given;

describe('isCancelled', () => {
  it('goes by the signal and by the token', () => {
    const controller = new AbortController();
    const source = axios.CancelToken.source();
    const config = configWith({ signal: controller.signal, cancelToken: source.token });
    expect(isCancelled(config)).toBe(false);
    source.cancel();
    expect(isCancelled(config)).toBe(true);
    expect(isCancelled(configWith({ signal: controller.signal }))).toBe(false);
    controller.abort();
    expect(isCancelled(configWith({ signal: controller.signal }))).toBe(true);
  });

  it('is no for a config with neither', () => {
    expect(isCancelled({})).toBe(false);
    expect(isCancelled(configWith({ signal: null, cancelToken: null }))).toBe(false);
  });
});

describe('onCancel', () => {
  it('tells of an aborted signal, and of a cancelled token', () => {
    const { controller, signal } = countedSignal();
    const source = axios.CancelToken.source();
    const [bySignal, byToken] = [jest.fn(), jest.fn()];
    onCancel(configWith({ signal }), bySignal);
    onCancel(configWith({ cancelToken: source.token }), byToken);
    expect([bySignal.mock.calls.length, byToken.mock.calls.length]).toEqual([0, 0]);
    controller.abort();
    source.cancel();
    return Promise.resolve().then(() => {
      expect([bySignal.mock.calls.length, byToken.mock.calls.length]).toEqual([1, 1]);
    });
  });

  it('leaves nothing behind when it is taken off', () => {
    const { controller, signal, held } = countedSignal();
    const source = axios.CancelToken.source();
    const listener = jest.fn();
    const stop = onCancel(configWith({ signal, cancelToken: source.token }), listener);
    expect([held.size, listenersOf(source)]).toEqual([1, 1]);
    stop();
    expect([held.size, listenersOf(source)]).toEqual([0, 0]);
    controller.abort();
    source.cancel();
    expect(listener).not.toHaveBeenCalled();
  });

  // Each would be looked for in the list of all: quadratic time for a token that thousands share.
  it('takes nothing off a token or a signal that lets go of all by itself', () => {
    const { controller, signal } = countedSignal();
    const source = axios.CancelToken.source();
    const stops = [configWith({ signal }), configWith({ cancelToken: source.token })].map((config) =>
      onCancel(config, () => undefined),
    );
    const remove = jest.spyOn(signal, 'removeEventListener');
    const unsubscribe = jest.spyOn(source.token as never, 'unsubscribe');
    controller.abort();
    source.cancel();
    for (const stop of stops) stop();
    expect(remove).not.toHaveBeenCalled();
    expect(unsubscribe).not.toHaveBeenCalled();
  });

  it('copes with neither, and with a signal that can not be listened to', () => {
    for (const config of [{}, { signal: null, cancelToken: null }, { signal: { aborted: false } }]) {
      expect(() => {
        onCancel(configWith(config), () => undefined)();
      }).not.toThrow();
    }
  });
});
