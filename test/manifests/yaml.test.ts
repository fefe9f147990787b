import { describe, expect, it } from "vitest";
import { parseManifests } from "../../src/manifests/yaml.ts";

const service = "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n";

function spec(text: string): unknown {
  return parseManifests(`${service}spec:\n${text}`, "app.yaml")[0]?.["spec"];
}

describe("parseManifests", () => {
  it("reads many documents in order and skips empty ones", () => {
    const text = `# nothing\n---\n${service}---\n---\n${service.replace("web", "api")}...\n`;
    expect(parseManifests(text, "app.yaml").map(({ metadata }) => metadata.name)).toEqual(["web", "api"]);
  });

  it("takes the items of a list, and JSON", () => {
    const item = { apiVersion: "v1", kind: "Secret", metadata: { name: "a" } };
    const text = JSON.stringify({ apiVersion: "v1", kind: "List", items: [item, item] });
    expect(parseManifests(text, "list.json")).toEqual([item, item]);
  });

  it.each([
    ["  mode: 0644", { mode: 420 }],
    ["  on: yes", { true: true }],
    ["  n: N", { false: false }],
    ["  count: 1_000", { count: 1000 }],
    ['  port: "80:80"', { port: "80:80" }],
    ["  port: 80:80", { port: "80:80" }],
    ["  day: 2026-01-02", { day: "2026-01-02" }],
    ["  a: &a {x: 1}\n  b:\n    <<: *a\n    z: 2", { a: { x: 1 }, b: { x: 1, z: 2 } }],
    ["  text: |\n    one\n    two", { text: "one\ntwo\n" }],
    ["  nothing: ~", { nothing: null }],
  ])("reads %j as kubectl does", (text, expected) => {
    expect(spec(text)).toEqual(expected);
  });

  it.each([
    ["a: 1\na: 2\n", 2, /unique/],
    [`${service}---\n${service}  name: again\n`, 10, /unique/],
    ["kind: Service\nmetadata: {name: x}\n", 1, /apiVersion/],
    ["\n\napiVersion: v1\nmetadata: {name: x}\n", 3, /kind/],
    ["apiVersion: v1\nkind: Service\n", 1, /metadata.name/],
    ["apiVersion: v1\nkind: Service\nmetadata: {generateName: x-}\n", 1, /metadata.name/],
    ["- a\n- b\n", 1, /map/],
    ["just text\n", 1, /map/],
    ["a: [1\nb: 2\n", 2, /./],
    ["a: *nowhere\n", 1, /alias/i],
    ["kind: Kustomization\napiVersion: kustomize.config.k8s.io/v1beta1\n", 1, /source to kustomize/],
    [`${service}spec: {big: 12345678901234567890}\n`, 1, /number/],
    ["a: !!binary aGk=\n", 1, /text, number/],
  ])("refuses %j and names the line", (text, line, words) => {
    expect(() => parseManifests(text, "bad.yaml")).toThrow(
      expect.objectContaining({
        problem: {
          code: "manifests-invalid",
          what: expect.stringMatching(new RegExp(`^bad.yaml, line ${line}: .*${words.source}`, words.flags)),
          advice: expect.any(String),
        },
      }),
    );
  });

  it("does not let aliases multiply", () => {
    const laughs = ["a: &a [x, x, x, x, x, x, x, x, x, x]"];
    for (const [from, to] of ["ab", "bc", "cd", "de", "ef", "fg"].map((pair) => pair.split(""))) {
      laughs.push(`${to}: &${to} [${Array(10).fill(`*${from}`).join(", ")}]`);
    }
    expect(() => parseManifests(laughs.join("\n"), "laughs.yaml")).toThrow(/alias/i);
  });
});
