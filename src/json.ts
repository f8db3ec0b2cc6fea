/** Whether this is an object with fields: neither a list nor null. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The same data with every value in it replaced by what `change` makes of it, the inner ones first. What does not
 * change stays the same object.
 * @param change gets a value, and the key that it stands under; an entry of a list has the key of its list, the whole
 * has the key ''
 * @param rename gets the keys of objects
 */
export function mapValues<T>(
  data: T,
  change: (value: unknown, key: string) => unknown,
  rename?: (key: string) => string,
): T;
export function mapValues(
  data: unknown,
  change: (value: unknown, key: string) => unknown,
  rename = (key: string) => key,
): unknown {
  const mapped = (value: unknown, key: string): unknown => {
    if (Array.isArray(value)) {
      const entries = value.map((entry) => mapped(entry, key));
      return change(entries.every((entry, at) => Object.is(entry, value[at])) ? value : entries, key);
    }
    if (!isObject(value)) return change(value, key);
    let changed = false;
    const fields = Object.entries(value).map(([name, field]) => {
      const now = [rename(name), mapped(field, name)] as const;
      changed ||= now[0] !== name || !Object.is(now[1], field);
      return now;
    });
    return change(changed ? Object.fromEntries(fields) : value, key);
  };
  return mapped(data, '');
}

/** The same data with every text in it changed, the keys of objects too. What does not change stays the same object. */
export function mapStrings<T>(data: T, change: (text: string) => string): T {
  return mapValues(data, (value) => (typeof value === 'string' ? change(value) : value), change);
}
