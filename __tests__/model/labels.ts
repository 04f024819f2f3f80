import * as say from './trace';

/** Names the values that a run passes around, so that the trace can say which one came where. */
export class Labels {
  private readonly known = new WeakMap<object, string>();

  give<T extends object>(value: T, label: string): T {
    this.known.set(value, label);
    return value;
  }

  of(value: unknown): string {
    if (value === undefined) return '';
    if (typeof value !== 'object' || value === null) return JSON.stringify(value).replace(/"/g, '');
    const label = this.known.get(value);
    if (label !== undefined) return label;
    const { __CANCEL__: isCancel, code, message, response, cause } = value as Record<string, unknown>;
    if (isCancel) return say.CANCELED;
    // Errors that the plugin has made.
    if (value instanceof TypeError) return say.MISUSE;
    if (response !== undefined) return say.invalid(this.of(response));
    if (code === 'ECONNABORTED' || code === 'ETIMEDOUT')
      return say.cut(code, cause === undefined ? undefined : this.of(cause));
    return `unknown: ${String(message)}`;
  }
}
