/** A JSON object of unknown content: what blocks and elements are before the page has looked at them. */
export type Json = Record<string, unknown>;

/** Tells whether a value is a JSON object (not a list, not null). */
export function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value as a JSON object; an empty one when it is anything else. */
export function asRecord(value: unknown): Json {
  return isJson(value) ? value : {};
}

/** The JSON objects of a list; an empty list when the value is no list. */
export function asRecords(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isJson) : [];
}

/** The value as a string; numbers are written out, all else is the empty string. */
export function asString(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "number" ? String(value) : "";
}

/** The strings of a list; an empty list when the value is no list. */
export function asStrings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** The value as a number, or undefined when it is none. */
export function asNumber(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** The words of a text object (`{type, text}`), or of a bare string. */
export function textOf(value: unknown): string {
  return isJson(value) ? asString(value["text"]) : asString(value);
}
