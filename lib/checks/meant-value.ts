import { safely } from './member';
import { show } from './show';

const MILLISECONDS_PER: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** What a text stands for: a number, a duration such as `'1.5s'`, or statuses such as `'5xx'`. */
function valueOf(text: string): unknown {
  const [, hundreds] = /^([1-5])xx$/i.exec(text) ?? [];
  if (hundreds) return [Number(`${hundreds}00`), Number(`${hundreds}99`)];
  const [, figure, unit = 'ms'] = /^(\d+(?:\.\d+)?) *(ms|s|m|h)?$/i.exec(text) ?? [];
  if (figure) return Number(figure) * Number(MILLISECONDS_PER[unit.toLowerCase()]);
  return text === 'true' || (text === 'false' ? false : undefined);
}

function similar(value: unknown): unknown {
  if (typeof value === 'string') return valueOf(value.slice(0, 100));
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => (typeof item === 'number' ? item : (similar(item) ?? item)));
    return value.length === 2 && value[0] > value[1] ? items.reverse() : items;
  }
  return new Map<unknown, unknown>([
    [value, Number.isInteger(value) ? Number(value) / 100 : undefined], // a percentage
    [0, false],
    [1, true],
    [false, 0],
    [null, false],
  ]).get(value);
}

/** Suggests a valid value for one that is not. */
export function meantValue(value: unknown, isValid: (value: never) => unknown): string | undefined {
  // A Proxy, or a getter, may throw.
  const meant = safely(() => {
    const close = similar(value);
    return [close, [value], [close]].find(
      (candidate) => candidate !== undefined && isValid(candidate as never),
    );
  });
  // "Not given" is right for every option.
  return meant === undefined ? (value === null ? 'undefined' : undefined) : show(meant);
}
