/** Builds the keys of one installation. */
export interface Keys {
  /** What the queue library puts before its own keys. */
  queuePrefix: string;
  /** A key below the prefix; every part is escaped, so that no part can reach into another key. */
  of(...parts: (string | number)[]): string;
}

/**
 * Makes the keys of an installation. The prefix is a hash tag, so that a Redis Cluster keeps all of them on one node,
 * where a script may touch several at once.
 */
export function makeKeys(prefix: string): Keys {
  const base = `{${prefix}}`;
  return {
    queuePrefix: `${base}:queue`,
    of: (...parts) => [base, ...parts.map((part) => encodeURIComponent(part))].join(":"),
  };
}
