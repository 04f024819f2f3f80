import axios from 'axios';
import { Onion } from '../../../lib/axios/onion';
import type { AxiosLike } from '../../../lib/types';

const pass = (value: unknown): never => value as never;

it('ignores an interceptor that was ejected earlier', () => {
  const client = axios.create();
  client.interceptors.request.eject(client.interceptors.request.use(pass));
  expect(new Onion(client).hasInner({})).toBe(false);
  client.interceptors.request.use(pass);
  expect(new Onion(client).hasInner({})).toBe(true);
});

it('ignores one that has left null in its place, as it does in axios before 1.21', () => {
  const handlers = [null];
  const list = { handlers, forEach: () => undefined };
  const instance = { interceptors: { request: list, response: list } } as unknown as AxiosLike;
  expect(new Onion(instance).hasInner({})).toBe(false);
});

it.each([
  ['one interceptor', [{}], true],
  ['none', [], false],
])('a list that can only be walked through is read that way: %s', (_name, handlers, hasInner) => {
  const list = {
    forEach: (visit: (handler: object) => void) => {
      handlers.forEach(visit);
    },
  };
  const instance = { interceptors: { request: list, response: list } } as unknown as AxiosLike;
  expect(new Onion(instance).hasInner({})).toBe(hasInner);
});
