/** A value as shown in a message. */
export function show(value: unknown): string {
  try {
    return textOf(value).slice(0, 200).replace(/\s+/g, ' ').slice(0, 80);
  } catch {
    // A circular array, an object without a prototype.
    return typeof value;
  }
}

function textOf(value: unknown): string {
  // Strings are quoted, so that "100" is not mistaken for 100.
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return JSON.stringify(value).slice(0, 200).replace(/,/g, ', ');
  // Not the source of a function, nor the values of an object.
  if (typeof value === 'function') return value.name ? `function ${value.name}` : 'a function';
  const text = String(value);
  return text === '[object Object]'
    ? `{ ${Object.keys(value as object).join(', ')} }`.replace('{  }', '{}')
    : text;
}
