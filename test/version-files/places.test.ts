import { assert, constantFrom, dictionary, jsonValue, property, string } from "fast-check";
import { describe, expect, it } from "vitest";
import { editVersions, type VersionFile } from "../../src/release/preparation/version-files.ts";
import { findVersionPlaces } from "../../src/version-files/places.ts";

function write(rule: VersionFile, text: string, version = "1.5.0"): string {
  const { edits } = editVersions({
    rules: [rule],
    texts: new Map([[rule.path, text]]),
    find: findVersionPlaces,
    version,
  });
  return edits[0]?.after ?? text;
}

const json: VersionFile = { path: "package.json", kind: "json", at: ["version"] };
const lock: VersionFile = { path: "package-lock.json", kind: "json", at: ["packages", "", "version"] };
const toml: VersionFile = { path: "pyproject.toml", kind: "toml", at: ["project", "version"] };
const chart: VersionFile = { path: "Chart.yaml", kind: "yaml", at: ["appVersion"] };
const python: VersionFile = { path: "main.py", kind: "pattern", pattern: 'version="([^"]+)"' };

const written: [string, VersionFile, string, string][] = [
  ["two spaces", json, '{\n  "version": "1.4.2"\n}\n', '{\n  "version": "1.5.0"\n}\n'],
  ["tabs and no end of line", json, '{\n\t"version"\t: "1.4.2"}', '{\n\t"version"\t: "1.5.0"}'],
  ["Windows line ends", json, '{\r\n  "version": "1.4.2"\r\n}\r\n', '{\r\n  "version": "1.5.0"\r\n}\r\n'],
  ["a byte order mark", json, '\uFEFF{"version": "1.4.2"}', '\uFEFF{"version": "1.5.0"}'],
  [
    "comments",
    json,
    '{ // "version": "0"\n "version": "1.4.2", }',
    '{ // "version": "0"\n "version": "1.5.0", }',
  ],
  [
    "deeper keys of the same name",
    json,
    '{"engines": {"version": "9"}, "version": "1.4.2"}',
    '{"engines": {"version": "9"}, "version": "1.5.0"}',
  ],
  ["an empty key", lock, '{"packages":{"":{"version":"1.4.2"}}}', '{"packages":{"":{"version":"1.5.0"}}}'],
  [
    "a table",
    toml,
    '# ours\n[project]\nname = "nexus" # n\nversion = "1.4.2" # here\n[tool]\nversion = "3"\n',
    '# ours\n[project]\nname = "nexus" # n\nversion = "1.5.0" # here\n[tool]\nversion = "3"\n',
  ],
  ["a dotted key", toml, "project.version = '1.4.2'\n", "project.version = '1.5.0'\n"],
  ["an inline table", toml, 'project = { version = "1.4.2" }\n', 'project = { version = "1.5.0" }\n'],
  [
    "a chart with comments",
    chart,
    'apiVersion: v2\nversion: 0.3.0 # chart\nappVersion: "1.4.2" # app\n',
    'apiVersion: v2\nversion: 0.3.0 # chart\nappVersion: "1.5.0" # app\n',
  ],
  ["a plain scalar", chart, "appVersion: 1.4\n", "appVersion: 1.5.0\n"],
  ["the v of a tag", chart, 'appVersion: "v1.4.2"\n', 'appVersion: "v1.5.0"\n'],
  [
    "an entry of a JSON list",
    { path: "plugins.json", kind: "json", at: ["plugins", "1", "version"] },
    '{"plugins": [{"version": "9"}, {"version": "1.4.2"}]}',
    '{"plugins": [{"version": "9"}, {"version": "1.5.0"}]}',
  ],
  [
    "an entry of a TOML list",
    { path: "Cargo.lock", kind: "toml", at: ["package", "1", "version"] },
    '[[package]]\nversion = "9"\n[[package]]\nversion = "1.4.2"\n',
    '[[package]]\nversion = "9"\n[[package]]\nversion = "1.5.0"\n',
  ],
  [
    "an entry of a YAML list",
    { path: "kustomization.yaml", kind: "yaml", at: ["images", "0", "newTag"] },
    "images:\n- name: x\n  newTag: v1.4.2 # ours\n",
    "images:\n- name: x\n  newTag: v1.5.0 # ours\n",
  ],
  [
    "Python",
    python,
    'app = FastAPI(title="Nexus", version="1.4.2")\n',
    'app = FastAPI(title="Nexus", version="1.5.0")\n',
  ],
];

const refused: [string, VersionFile, string][] = [
  ["a key that is not there", json, '{"name": "nexus"}'],
  ["a key that is there twice", json, '{"version": "1.4.2", "version": "1.4.2"}'],
  ["a value that is no text", json, '{"version": 1}'],
  ["broken JSON", json, '{"version": "1.4.2"'],
  ["broken TOML", toml, "[project\nversion = '1'"],
  ["broken YAML", chart, "appVersion: 'x\n  y"],
  ["two documents with it", chart, "appVersion: 1.4.2\n---\nappVersion: 1.4.2\n"],
  ["two matches", python, 'version="1.4.2"\nversion="1.4.2"\n'],
  ["no match", python, "version='1.4.2'\n"],
];

describe("writing the version", () => {
  it.each(written)("keeps everything else: %s", (_name, rule, before, after) => {
    expect(write(rule, before)).toBe(after);
  });

  it.each(refused)("stops before anything is half changed: %s", (_name, rule, text) => {
    expect(() => write(rule, text)).toThrow(/has no place for the version|places that fit/u);
  });

  it("changes two places of one file", () => {
    const text = '{"version": "1.4.2", "packages": {"": {"version": "1.4.2"}}}';
    const { edits } = editVersions({
      rules: [{ ...json, path: lock.path }, lock],
      texts: new Map([["package-lock.json", text]]),
      find: findVersionPlaces,
      version: "1.5.0",
    });
    expect(edits).toStrictEqual([
      { path: "package-lock.json", before: text, after: text.replaceAll("1.4.2", "1.5.0") },
    ]);
  });

  it("reports a file that said another version than the last release", () => {
    const facts = {
      rules: [json],
      texts: new Map([[json.path, '{"version":"1.3.0"}']]),
      find: findVersionPlaces,
    };
    expect(editVersions({ ...facts, version: "1.5.0", last: "1.4.2" }).drift).toStrictEqual([
      "package.json says 1.3.0, the last release is 1.4.2",
    ]);
  });

  it.each(["v1.4.2", "app-1.4.2"])(
    "keeps what stands before the number, and finds no other version in it: %s",
    (said) => {
      const facts = {
        rules: [chart],
        texts: new Map([[chart.path, `appVersion: ${said}`]]),
        find: findVersionPlaces,
        prefix: "app-",
      };
      const after = `appVersion: ${said.replace("1.4.2", "1.5.0")}`;
      expect(editVersions({ ...facts, version: "1.5.0", last: "1.4.2" })).toMatchObject({
        edits: [{ after }],
        drift: [],
      });
    },
  );

  it("comes back to the same text when the old version is written again, in any JSON", () => {
    const objects = dictionary(string(), jsonValue());
    assert(
      property(objects, constantFrom(0, 1, 4, "\t"), (object, indent) => {
        const text = JSON.stringify({ ...object, version: "1.4.2" }, null, indent);
        const there = write(json, text);
        expect(JSON.parse(there)).toStrictEqual(JSON.parse(JSON.stringify({ ...object, version: "1.5.0" })));
        expect(write(json, there, "1.4.2")).toBe(text);
      }),
    );
  });
});
