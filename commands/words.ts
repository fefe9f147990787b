import { parseArgs } from "node:util";
import { closest } from "../src/release/closest.ts";
import { makeProblem, ProblemError } from "../src/release/problem.ts";

/** What a person typed after the verb: words in order, and options by name. */
export interface Words {
  positionals: string[];
  values: Record<string, string>;
  flags: Set<string>;
}

/** The options a verb knows: "text" takes a value, "flag" stands alone. */
export type Options = Record<string, "text" | "flag">;

/** Longer texts are nobody's command; Slack itself cuts far later. */
const longest = 2000;

/**
 * Reads a command's text: words, "quoted sentences", `--flags`, `--name value` and `--name=value`. Raises
 * `unknown-argument` with the nearest known option, or for a value that a flag does not take; `missing-argument` for an
 * option without its value; and `bad-text` for text that is too long, has control characters, or opens a quotation and
 * never closes it.
 */
export function readWords(text: string, options: Options): Words {
  const args = splitWords(text);
  if (!args.some((word) => word.startsWith("-"))) return { positionals: args, values: {}, flags: new Set() };
  const { tokens } = parseArgs({ args, options: parserOptions(options), strict: false, tokens: true });
  const words: Words = { positionals: [], values: {}, flags: new Set() };
  for (const token of tokens) {
    if (token.kind === "positional") words.positionals.push(token.value);
    if (token.kind === "option") readOption(words, token, options);
  }
  return words;
}

/**
 * Answers what reads the text after a verb by its usage, `deploy <version> <environment>`. That raises what `readWords`
 * raises, and `unknown-argument` for a word that the usage has no place for, so that a misunderstanding never does half of
 * what was meant.
 */
export function readerOf(usage: string, options: Options = {}): (text: string) => Words {
  const places = usage.replaceAll(/\[--[^\]]*\]/gu, "").match(/[<[]/gu)?.length ?? 0;
  return (text) => {
    const words = readWords(text, options);
    const surplus = words.positionals[places];
    if (surplus === undefined) return words;
    throw new ProblemError(
      makeProblem("unknown-argument", `"${surplus}" is one word too many.`, `Type \`/release ${usage}\`.`),
    );
  };
}

/** Text as words; straight and curly quotation marks keep a sentence together, as phones type them. */
export function splitWords(text: string): string[] {
  if (text.length > longest) throw badText(`That is ${text.length} characters long.`);
  if (control.test(text)) throw badText("That has characters that cannot be typed.");
  return (text.match(wordPattern) ?? []).map((whole) => {
    const opened = whole.search(quotationMark);
    if (opened < 0) return asDashes(whole);
    if (whole.length === 1) throw badText("A quotation mark is never closed.");
    return `${asDashes(whole.slice(0, opened))}${whole.slice(opened + 1, -1)}`;
  });
}

/** Characters that nobody types; a line may be broken. */
const control = /[^\P{Cc}\n\t\r]/u;
/** A quoted sentence, also behind `--name=`; a word; or a mark that stands alone, because nothing closes it. */
const wordPattern = /(?:(?:--|—|–)[a-z-]+=)?["“”„][^"“”]*["“”]|[^\s"“”„]+|["“”„]/gu;
const quotationMark = /["“”„]/u;

/** Phones turn two hyphens into one dash. */
function asDashes(word: string): string {
  return word.replace(/^[—–]/u, "--");
}

function parserOptions(options: Options): Record<string, { type: "string" | "boolean" }> {
  return Object.fromEntries(
    Object.entries(options).map(([name, kind]) => [name, { type: kind === "text" ? "string" : "boolean" }]),
  );
}

function readOption(
  words: Words,
  { name, rawName, value }: { name: string; rawName: string; value?: string | undefined },
  options: Options,
): void {
  const kind = Object.hasOwn(options, name) ? options[name] : undefined;
  if (kind === undefined) throw new ProblemError(unknownOption(rawName, Object.keys(options)));
  if (kind === "flag") {
    if (value !== undefined) throw new ProblemError(valueOfFlag(rawName));
    words.flags.add(name);
    return;
  }
  if (value === undefined || value.trim() === "" || value.startsWith("--")) {
    throw new ProblemError(
      makeProblem("missing-argument", `${rawName} needs a value.`, `Type it like ${rawName} "…".`),
    );
  }
  words.values[name] = value;
}

function unknownOption(rawName: string, known: string[]): ReturnType<typeof makeProblem> {
  const near = closest(rawName.replace(/^-+/u, ""), known, 1)[0];
  const all =
    known.length === 0
      ? "This verb takes no options."
      : `It knows ${known.map((name) => `--${name}`).join(", ")}.`;
  return makeProblem(
    "unknown-argument",
    `There is no option ${rawName}.`,
    near === undefined ? all : `Did you mean --${near}? ${all}`,
  );
}

function valueOfFlag(rawName: string): ReturnType<typeof makeProblem> {
  return makeProblem("unknown-argument", `${rawName} takes no value.`, `Type ${rawName}, or leave it out.`);
}

function badText(what: string): ProblemError {
  return new ProblemError(
    makeProblem("bad-text", what, "Type `/release help` for the commands and their form."),
  );
}
