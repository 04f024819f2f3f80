import FormDataPackage from 'form-data';
import { copyDeep, tagOf } from '../../../lib/axios/copy';

/** Itself, with a plain object in it: whoever walks into it changes what the caller has. */
const holding = <T extends object>(holder: T): T & { readonly nested: object } =>
  Object.assign(holder, { nested: { deep: {} } });

class Instance {
  readonly a = 1;
}

it.each<[string, object]>([
  ['an instance of a class', holding(new Instance())],
  ['a function without a prototype', Object.setPrototypeOf(() => 1, null) as object],
  ['a map', holding(new Map([['a', 1]]))],
  ['the headers of fetch', holding(new Headers({ a: '1' }))],
  ['a form of the form-data package', new FormDataPackage()],
  [
    'an object with a member that throws',
    holding(
      Object.defineProperty({}, 'bad', {
        enumerable: true,
        get: () => {
          throw new Error('no');
        },
      }),
    ),
  ],
])('%s is shared, with all that is in it, alone and deep in something else', (_name, value) => {
  const before = Object.getOwnPropertyDescriptor(value, 'nested')?.value as unknown;
  expect(copyDeep(value)).toBe(value);
  const copy = copyDeep({ list: [value] }) as { readonly list: readonly object[] };
  expect(copy.list[0]).toBe(value);
  expect(Object.getOwnPropertyDescriptor(value, 'nested')?.value).toBe(before);
});

/** It adds something to each new one. */
class Signed extends FormData {
  constructor() {
    super();
    this.append('signature', 'x');
  }
}

/** It changes what is appended, but not what it is made of. */
class Shouting extends URLSearchParams {
  override append(name: string, value: string): void {
    super.append(name, value.toUpperCase());
  }
}

it.each([new Signed(), new Shouting('a=b')])('a form that its class does not reproduce is shared', (form) => {
  expect(copyDeep(form)).toBe(form);
});

it.each([new URLSearchParams('a=1&a=2'), new URLSearchParams()])('a query is copied (%s)', (query) => {
  const copy = copyDeep(query) as URLSearchParams;
  expect(copy).not.toBe(query);
  expect(String(copy)).toBe(String(query));
});

it('a date is copied, alone and deep in something else', () => {
  const date = new Date(7);
  const copy = copyDeep({ date, list: [date] }) as { readonly date: Date; readonly list: readonly Date[] };
  date.setTime(8);
  expect([copyDeep(new Date(7)), copy.date, copy.list[0]]).toEqual(Array(3).fill(new Date(7)));
  expect(copy.list[0]).toBe(copy.date);
});

it('a date keeps the text that it says it has in JSON', () => {
  const date = Object.assign(new Date(0), { toJSON: () => 'the beginning' });
  expect(JSON.stringify(copyDeep(date))).toBe('"the beginning"');
});

/** It has hidden state, as a date with a time zone may have. */
class Secret extends Date {
  #zone = '';

  in(zone: string): this {
    this.#zone = zone;
    return this;
  }

  override toJSON(): string {
    return this.#zone;
  }
}

it.each<[string, object]>([
  ['a date of a class of its own', new Secret(0).in('Z')],
  ['what only pretends to be a date', Object.create(Date.prototype) as object],
])('%s is shared', (_name, value) => {
  expect(copyDeep(value)).toBe(value);
});

it('what can not be asked for its tag is an object', () => {
  const value = {
    get [Symbol.toStringTag](): string {
      throw new Error('no');
    },
  };
  expect(tagOf(value)).toBe('[object Object]');
});
