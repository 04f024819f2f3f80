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
])('in a page the origin of %j is %s', (config, origin) => {
  expect(originOf(config)).toBe(origin);
});
