/**
 * @jest-environment jsdom
 * @jest-environment-options {"url": "https://page.example:8443/shop/"}
 */
import { originOf } from '../../../lib/axios/origin';

it.each([
  [{ url: '/orders' }, 'https://page.example:8443'],
  [{ baseURL: 'api', url: 'orders' }, 'https://page.example:8443'],
  [{ url: '//two.example/x' }, 'https://two.example'],
  [{ baseURL: '/api', url: 'http://three.example/x' }, 'http://three.example'],
  [{ baseURL: '/', url: '/two.example/x' }, 'https://page.example:8443'],
  [{ url: '\\\\two.example\\x' }, 'https://two.example'],
  [{ url: ' /\t/two.example/x' }, 'https://two.example'],
  [{ url: 'http:two.example/x' }, 'http://two.example'],
  [{ url: 'https:two.example/x' }, 'https://page.example:8443'],
  [{ url: `/${'x'.repeat(10_000)}?@two.example` }, 'https://page.example:8443'],
])('in a page the origin of %j is %s', (config, origin) => {
  expect(originOf(config)).toBe(origin);
});

it('goes by the base element, which may come later', () => {
  expect(originOf({ url: '/orders' })).toBe('https://page.example:8443');
  const base = document.createElement('base');
  base.href = 'https://two.example/shop/';
  document.head.append(base);
  try {
    expect(originOf({ url: '/orders' })).toBe('https://two.example');
    expect(originOf({ url: '//three.example' })).toBe('https://three.example');
  } finally {
    base.remove();
  }
  expect(originOf({ url: '/orders' })).toBe('https://page.example:8443');
});
