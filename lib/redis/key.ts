/** A hash of 32 bits: FNV-1a over code units, mixed at the end so that similar texts differ everywhere. */
function hash32(codes: readonly number[]): number {
  let hash = 0x811c9dc5;
  for (const code of codes) hash = Math.imul(hash ^ code, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/**
 * The start of the Redis keys for one key of a guard. It has a hash instead of the key, which may hold what should not
 * be stored; two keys with one hash, of 64 bits, would share a pacer or a budget, which is harmless. Braces make it a
 * hash tag: in a cluster, all keys of a script are on one node.
 *
 * @param rules what must be equal in all processes that share: another version, or other options, are another fleet.
 */
export function tagOf(prefix: string, rules: readonly unknown[], key: string): string {
  const text = JSON.stringify([...rules, key]);
  const codes = Array.from({ length: text.length }, (_item, index) => text.charCodeAt(index));
  // Two hashes, of the text and of the reversed text.
  const hashes = [codes, [...codes].reverse()].map((list) => hash32(list).toString(36));
  return `{${prefix}:${hashes.join('')}}`;
}
