import { type JsonObject, objectAt, textAt } from "./json.ts";
import { badRequest } from "./status.ts";

export type Matcher = (object: JsonObject) => boolean;

/** The test behind a `labelSelector` parameter: `a=b`, `a!=b`, `a in (b,c)`, `a notin (…)`, `a`, `!a`, joined by commas. */
export function labelMatcher(selector: string): Matcher {
  const parts = selector.split(/,(?![^(]*\))/).map((part) => part.trim());
  const tests = parts.filter((part) => part !== "").map(labelTest);
  return (object) => {
    const labels = objectAt(object, "metadata", "labels");
    return tests.every((test) => test(labels));
  };
}

function labelTest(part: string): (labels: JsonObject) => boolean {
  const set = /^([^\s!=]+)\s+(in|notin)\s+\(([^)]*)\)$/.exec(part);
  if (set) {
    const [, key = "", word, values = ""] = set;
    const wanted = new Set(values.split(",").map((value) => value.trim()));
    return (labels) =>
      wanted.has(textAt(labels, key)) === (word === "in") && (word === "notin" || key in labels);
  }
  const pair = /^([^\s!=]+)\s*(==|=|!=)\s*([^\s]*)$/.exec(part);
  if (pair) {
    const [, key = "", sign, value = ""] = pair;
    return (labels) => (key in labels && labels[key] === value) === (sign !== "!=");
  }
  if (/^![^\s!=]+$/.test(part)) return (labels) => !(part.slice(1) in labels);
  if (/^[^\s!=]+$/.test(part)) return (labels) => part in labels;
  throw badRequest(`unable to parse requirement: ${part}`);
}

/** The test behind a `fieldSelector` parameter: dotted paths compared by `=`, `==` or `!=`, joined by commas. */
export function fieldMatcher(selector: string): Matcher {
  const tests = selector
    .split(",")
    .filter((part) => part !== "")
    .map((part) => {
      const match = /^([^!=]+)(==|=|!=)(.*)$/.exec(part);
      if (!match) throw badRequest(`invalid selector: '${part}'; can't understand '${part}'`);
      const [, path = "", sign, value = ""] = match;
      return (object: JsonObject) => (textAt(object, ...path.split(".")) === value) === (sign !== "!=");
    });
  return (object) => tests.every((test) => test(object));
}
