import { pino, type Logger } from "pino";

/** Where lines go; one call for each line. */
export type LineSink = (line: string) => void;

export interface LogOptions {
  level: string;
  /** Values that must never be written, whatever they are part of: tokens, keys, passwords. */
  secrets: readonly (string | undefined)[];
  /** Standard output unless a test wants the lines. */
  sink?: LineSink;
}

const removed = "[removed]";

/** Names of fields whose values open doors or hold what people typed. */
const guarded =
  /token|secret|password|authorization|cookie|response_?url|trigger_?id|private_?metadata|^state$|^view_?state$/iu;

/** Secrets that are known by their shape, wherever they stand. */
const shapes = [
  /\bxox[a-z](?:\.xox[a-z])?-[\w-]{6,}/gu,
  /\bxapp-[\w-]{6,}/gu,
  /\bgh[opsur]_\w{16,}/gu,
  /\bgithub_pat_\w{16,}/gu,
  /\bglpat-[\w-]{16,}/gu,
  /(?<=\/\/)[^\s/@"\\]+:[^\s/@"\\]+(?=@)/gu,
  /https:\/\/hooks\.slack\.com\/[^\s"\\]+/gu,
];

/**
 * A log of JSON lines. Guarded fields are removed at any depth, and every line is searched for secrets once more before
 * it leaves the process, so that one inside a message of somebody else's error is not written either.
 */
export function createLog({ level, secrets, sink = toStandardOutput }: LogOptions): Logger {
  const scrub = scrubber(secrets);
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: (fields) => guardFields(fields) },
      serializers: { err: (error: Error) => guard(pino.stdSerializers.err(error), 0) },
    },
    { write: (line: string) => sink(scrub(line)) },
  );
}

function toStandardOutput(line: string): void {
  process.stdout.write(line);
}

function scrubber(secrets: LogOptions["secrets"]): (line: string) => string {
  // JSON spells some characters of a secret differently; both spellings are looked for, the longest first.
  const values = secrets
    .flatMap((secret = "") => (secret.length < 6 ? [] : [secret, JSON.stringify(secret).slice(1, -1)]))
    .toSorted((a, b) => b.length - a.length);
  return (line) => {
    const known = values.reduce((text, value) => text.replaceAll(value, removed), line);
    return shapes.reduce((text, shape) => text.replace(shape, removed), known);
  };
}

function guardFields(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, guardField(name, value, 0)]),
  );
}

function guardField(name: string, value: unknown, depth: number): unknown {
  return guarded.test(name) ? removed : guard(value, depth);
}

/** Errors are left to their serializer; what is nested deeper than any payload of ours is cut off. */
function guard(value: unknown, depth: number): unknown {
  if (typeof value !== "object" || value === null || (depth === 0 && value instanceof Error)) return value;
  if (depth > 8) return removed;
  if (Array.isArray(value)) return value.map((part) => guard(part, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, guardField(name, part, depth + 1)]),
  );
}
