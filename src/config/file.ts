import type { z } from "zod";
import { closest } from "../release/closest.ts";
import { LineCounter, parseDocument, isMap, isNode, isScalar, type Document } from "yaml";
import type { Settings } from "../release/settings.ts";
import { crossCheck } from "./cross-checks.ts";
import { childOf, schemaAt } from "./json-schema.ts";
import { settingsSchema } from "./schema.ts";

/** Something that a person must change before Slipway can start. */
export interface ConfigProblem {
  /** A key of the file, `environments[1].after`, or the name of an environment variable. */
  key: string;
  /** The line of the file, from 1. */
  line?: number;
  what: string;
  advice: string;
}

export type FileReading = { ok: true; settings: Settings } | { ok: false; problems: ConfigProblem[] };

type Issue = z.core.$ZodIssue;
type Found = { path: readonly PropertyKey[]; what: string; advice: string };

/** Reads the text of the configuration file. Every problem is reported, in the order of the lines. */
export function readSettings(text: string): FileReading {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const broken = document.errors.map(({ linePos, message }) => ({
    key: "",
    line: linePos?.[0].line ?? 1,
    what: `The YAML cannot be read: ${message.replace(/ at line \d+[^]*/u, "")}.`,
    advice: "Look for indentation, a missing quote or a key that is there twice.",
  }));
  if (broken.length > 0) return { ok: false, problems: broken };
  return validate(document, lines);
}

function validate(document: Document, lines: LineCounter): FileReading {
  const raw: unknown = document.toJS();
  const parsed = settingsSchema.safeParse(raw);
  const found = [
    ...(parsed.success ? [] : parsed.error.issues.flatMap((issue) => describe(issue, raw))),
    ...crossCheck(raw),
  ];
  if (parsed.success && found.length === 0) return { ok: true, settings: parsed.data };
  const problems = found.map((problem) => placed(problem, document, lines));
  return { ok: false, problems: problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0)) };
}

function placed({ path, what, advice }: Found, document: Document, lines: LineCounter): ConfigProblem {
  return { key: keyText(path), line: lineOf(document, lines, path), what, advice };
}

function describe(issue: Issue, raw: unknown): Found[] {
  const { path } = issue;
  const value = path.reduce<unknown>(childOf, raw);
  const node = schemaAt(path, raw);
  if (issue.code === "unrecognized_keys")
    return unknownKeys(issue.keys, path, Object.keys(node?.properties ?? {}));
  if (issue.code === "invalid_value") return [oneOf(path, value, issue.values.map(String), issue.message)];
  if (issue.code === "invalid_union") return [oneOf(path, value, kindsOf(issue), "")];
  if (issue.code === "invalid_key") return [{ path, what: inner(issue), advice: "Rename it." }];
  const advice = adviceFrom(node?.examples?.[0], node?.description);
  if (value === undefined) return [{ path, what: `"${String(path.at(-1) ?? "")}" is missing.`, advice }];
  if (value === null) return [{ path, what: "There is no value here.", advice }];
  if (issue.code === "invalid_type")
    return [{ path, what: wrongType(issue.expected, value, issue.message), advice }];
  return [{ path, what: issue.message, advice }];
}

function unknownKeys(keys: string[], path: readonly PropertyKey[], known: string[]): Found[] {
  return keys.map((key) => {
    const near = closest(key, known, 1)[0];
    const advice = near === undefined ? `The keys here are: ${known.join(", ")}.` : `Did you mean "${near}"?`;
    return { path: [...path, key], what: `There is no key "${key}" here.`, advice };
  });
}

function oneOf(path: readonly PropertyKey[], value: unknown, options: string[], message: string): Found {
  if (value === undefined) {
    const what = `"${String(path.at(-1) ?? "")}" is missing.`;
    return { path, what, advice: `It is one of: ${options.join(", ")}.` };
  }
  const near = typeof value === "string" ? closest(value, options, 1)[0] : undefined;
  const advice = near === undefined ? `Use one of: ${options.join(", ")}.` : `Did you mean "${near}"?`;
  const isOurs = message !== "" && !message.startsWith("Invalid");
  return { path, what: isOurs ? message : `${JSON.stringify(value)} is not known here.`, advice };
}

function kindsOf(issue: Issue): string[] {
  return "options" in issue && Array.isArray(issue.options) ? issue.options.map(String) : [];
}

function inner(issue: Issue): string {
  return issue.code === "invalid_key" ? (issue.issues[0]?.message ?? issue.message) : issue.message;
}

function adviceFrom(example: unknown, description: string | undefined): string {
  if (example !== undefined) return `Write it like ${JSON.stringify(example)}.`;
  return description ?? "See the page on configuration.";
}

const typeNames: Record<string, string> = {
  object: "a group of keys",
  record: "a group of keys",
  array: "a list",
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
};

function wrongType(expected: string, value: unknown, message: string): string {
  if (!message.startsWith("Invalid")) return message;
  const actual = Array.isArray(value) ? "array" : typeof value;
  return `This is ${typeNames[actual] ?? actual} and must be ${typeNames[expected] ?? expected}.`;
}

function keyText(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) => (typeof key === "number" ? `[${key}]` : `${index > 0 ? "." : ""}${String(key)}`))
    .join("");
}

/** The line of the key at a path, or of the nearest thing around it that is written in the file. */
function lineOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const offset = offsetOf(document, path.slice(0, length));
    if (offset !== undefined) return lines.linePos(offset).line;
  }
  return 1;
}

function offsetOf(document: Document, path: readonly PropertyKey[]): number | undefined {
  const key = path.at(-1);
  const parent = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents;
  if (typeof key === "string" && isMap(parent)) {
    const pair = parent.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
    if (pair && isScalar(pair.key)) return pair.key.range?.[0];
  }
  const node = path.length > 0 ? document.getIn(path, true) : document.contents;
  return isNode(node) ? node.range?.[0] : undefined;
}
