import { describe, expect, it } from "vitest";
import {
  changesAnything,
  completePlan,
  type DeployPlanFacts,
  draftDeploy,
  effectsOf,
} from "../../../src/release/run/deploy.ts";
import type { Change } from "../../../src/release/run/plan.ts";
import { commit, environment, object, settings, verified } from "./decisions.ts";

const facts: DeployPlanFacts = {
  environment: environment(),
  settings: settings(),
  version: "v1.5.0",
  commit,
  objects: [object("Deployment", "nexus-app"), object("ConfigMap", "settings")],
  secretDigests: {},
  warnings: [],
};

describe("draftDeploy", () => {
  it("writes everything, configuration before workloads", () => {
    const draft = draftDeploy(facts);
    expect(draft).toMatchObject({ kind: "deploy", environment: "production", version: "v1.5.0", commit });
    expect(draft.waves.map(({ name }) => name)).toStrictEqual(["configuration", "workloads"]);
    expect(effectsOf(draft)).toHaveLength(2);
  });

  it("knows no version before the first", () => {
    expect(draftDeploy(facts)).not.toHaveProperty("from");
  });

  it("removes last what the live release had and this one has not", () => {
    const objects = [...facts.objects, object("Service", "old")];
    const draft = draftDeploy({ ...facts, live: verified("v1.4.2", { objects }) });
    expect(draft.from).toBe("v1.4.2");
    expect(draft.waves.at(-1)).toStrictEqual({
      name: "remove",
      effects: [
        { do: "remove", ref: { apiVersion: "v1", kind: "Service", namespace: "nexus", name: "old" } },
      ],
    });
  });

  it("gives a Secret the digest that stands for its data", () => {
    const draft = draftDeploy({
      ...facts,
      objects: [object("Secret", "key")],
      secretDigests: { "core/Secret/key": "s1" },
    });
    expect(effectsOf(draft)).toStrictEqual([
      { do: "apply", object: object("Secret", "key"), secretDigest: "s1" },
    ]);
  });
});

describe("changesAnything", () => {
  const ref = { apiVersion: "v1", kind: "ConfigMap", name: "settings" };
  const change = (what: Change["what"]): Change => ({ ref, what, words: [] });
  const cases: [string, Change[], boolean][] = [
    ["nothing at all", [], false],
    ["only what stays", [change("keep"), change("keep")], false],
    ["one that is made", [change("keep"), change("create")], true],
    ["one that changes", [change("change")], true],
    ["one that goes", [change("remove")], true],
  ];
  it.each(cases)("%s", (_name, changes, expected) => {
    expect(changesAnything(completePlan(draftDeploy(facts), changes))).toBe(expected);
  });
});
