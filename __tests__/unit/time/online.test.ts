import { isOffline, onOnline } from '../../../lib/time/online';

const NAMES = ['navigator', 'addEventListener', 'removeEventListener'] as const;
const before = NAMES.map((name) => Object.getOwnPropertyDescriptor(globalThis, name));

/** Makes this process look like a page with these members. */
function pretend(members: Partial<Record<(typeof NAMES)[number], unknown>>): void {
  for (const name of NAMES) {
    Object.defineProperty(globalThis, name, { value: members[name], configurable: true, writable: true });
  }
}

afterEach(() => {
  NAMES.forEach((name, n) => {
    const descriptor = before[n];
    if (descriptor) Object.defineProperty(globalThis, name, descriptor);
    else Reflect.deleteProperty(globalThis, name);
  });
});

it.each([
  ['that is online', { onLine: true }, true, false],
  ['that is offline', { onLine: false }, true, true],
  ['that does not say', {}, true, false],
  ['without a navigator', undefined, true, false],
  ['that is offline, and can not say when it is back', { onLine: false }, false, false],
])('a place %s', (_name, navigator, canTell, expected) => {
  pretend({ navigator, addEventListener: canTell ? () => undefined : undefined });
  expect(isOffline()).toBe(expected);
});

it('tells who listens that the network is back, until that is taken off', () => {
  const target = new EventTarget();
  pretend({
    addEventListener: target.addEventListener.bind(target),
    removeEventListener: target.removeEventListener.bind(target),
  });
  const listener = jest.fn();
  const stop = onOnline(listener);
  target.dispatchEvent(new Event('offline'));
  expect(listener).not.toHaveBeenCalled();
  target.dispatchEvent(new Event('online'));
  expect(listener).toHaveBeenCalledTimes(1);
  stop();
  target.dispatchEvent(new Event('online'));
  expect(listener).toHaveBeenCalledTimes(1);
});

it('makes do with a place that has no such events', () => {
  pretend({});
  expect(() => {
    onOnline(() => undefined)();
  }).not.toThrow();
});
