import {
  findNodeAtLocation,
  type JSONPath,
  type Node,
  type ParseError,
  parseTree,
  type Segment,
} from "jsonc-parser";
import { type AST, parseTOML } from "toml-eslint-parser";
import { isMap, isScalar, parseAllDocuments, type Scalar } from "yaml";
import type { PlaceFinder, VersionFile, VersionPlace } from "../release/preparation/version-files.ts";

/** A byte order mark is no part of any of the formats, and offsets must count it. */
const mark = "\uFEFF";

/** Finds the places that a rule means by reading the format, so that texts can be changed without writing them anew. */
export const findVersionPlaces: PlaceFinder = (rule, text) => {
  const skipped = text.startsWith(mark) ? 1 : 0;
  return placesIn(rule, text.slice(skipped)).map(({ from, to }) => ({
    from: from + skipped,
    to: to + skipped,
  }));
};

function placesIn(rule: VersionFile, text: string): VersionPlace[] {
  switch (rule.kind) {
    case "json":
      return inJson(text, rule.at);
    case "toml":
      return inToml(text, rule.at);
    case "yaml":
      return inYaml(text, rule.at);
    case "pattern":
      return byPattern(text, rule.pattern);
  }
}

/** Files of tools such as tsconfig have comments, so these are read as well. */
function inJson(text: string, keys: string[]): VersionPlace[] {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  if (!root || errors.length > 0) return [];
  const at = locationOf(root, keys);
  const isTwice = at.some(
    (_, depth) => countKeys(findNodeAtLocation(root, at.slice(0, depth)), at[depth]) > 1,
  );
  const node = findNodeAtLocation(root, at);
  if (node?.type !== "string") return [];
  const place = { from: node.offset + 1, to: node.offset + node.length - 1 };
  return isTwice ? [place, place] : [place];
}

/** A key is the name of a property, or the place in a list, from 0. */
function locationOf(root: Node, keys: string[]): JSONPath {
  const path: JSONPath = [];
  for (const key of keys) path.push(findNodeAtLocation(root, path)?.type === "array" ? Number(key) : key);
  return path;
}

function countKeys(node: Node | undefined, key: Segment | undefined): number {
  return (node?.children ?? []).filter((property) => property.children?.[0]?.value === key).length;
}

function inToml(text: string, at: string[]): VersionPlace[] {
  const root = readToml(text);
  if (!root) return [];
  return pairsOf(root.body[0].body, [])
    .filter(({ keys }) => keys.length === at.length && keys.every((key, depth) => String(key) === at[depth]))
    .flatMap(({ value }) => {
      if (value.type !== "TOMLValue" || value.kind !== "string") return [];
      const quotes = value.multiline ? 3 : 1;
      return [{ from: value.range[0] + quotes, to: value.range[1] - quotes }];
    });
}

function readToml(text: string): AST.TOMLProgram | undefined {
  try {
    return parseTOML(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

interface TomlPair {
  keys: (string | number)[];
  value: AST.TOMLContentNode;
}

function pairsOf(
  nodes: readonly (AST.TOMLKeyValue | AST.TOMLTable)[],
  above: (string | number)[],
): TomlPair[] {
  return nodes.flatMap((node): TomlPair[] => {
    if (node.type === "TOMLTable") return pairsOf(node.body, node.resolvedKey);
    const keys = [...above, ...node.key.keys.map((key) => (key.type === "TOMLBare" ? key.name : key.value))];
    if (node.value.type === "TOMLInlineTable") return pairsOf(node.value.body, keys);
    return [{ keys, value: node.value }];
  });
}

function inYaml(text: string, at: string[]): VersionPlace[] {
  const documents = parseAllDocuments(text);
  if (!Array.isArray(documents) || documents.some(({ errors }) => errors.length > 0)) return [];
  return documents.flatMap((document) => {
    const node: unknown = isMap(document.contents) ? document.contents.getIn(at, true) : undefined;
    return isScalar(node) ? scalarPlace(node) : [];
  });
}

function scalarPlace({ type, range, value }: Scalar): VersionPlace[] {
  if (!range || (typeof value !== "string" && typeof value !== "number")) return [];
  if (type === "PLAIN") return [{ from: range[0], to: range[1] }];
  const isQuoted = type === "QUOTE_SINGLE" || type === "QUOTE_DOUBLE";
  return isQuoted ? [{ from: range[0] + 1, to: range[1] - 1 }] : [];
}

/** The pattern comes from the configuration, which has checked that it has one group. */
function byPattern(text: string, pattern: string): VersionPlace[] {
  return [...text.matchAll(new RegExp(pattern, "dgmu"))].flatMap(({ indices }) => {
    const group = indices?.[1];
    return group ? [{ from: group[0], to: group[1] }] : [];
  });
}
