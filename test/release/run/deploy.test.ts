import { describe, expect, it } from "vitest";
import {
  completePlan,
  type DeployPlanFacts,
  draftDeploy,
  effectsOf,
  isLiveAlready,
} from "../../../src/release/run/deploy.ts";
import type { Change } from "../../../src/release/run/plan.ts";
import { commit, environment, object, otherCommit, settings, verified } from "./decisions.ts";

const facts: DeployPlanFacts = {
  environment: environment(),
  settings: settings(),
  version: "v1.5.0",
  commit,
  objects: [object("Deployment", "nexus-app"), object("ConfigMap", "settings")],
  secretDigests: {},
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

  it("removes what an unverified run may have left behind, each object once", () => {
    const left = [
      object("Deployment", "bad-worker"),
      object("Deployment", "nexus-app"),
      object("Service", "old"),
    ];
    const live = verified("v1.4.2", { objects: [...facts.objects, object("Service", "old")] });
    const removed = draftDeploy({ ...facts, live, left }).waves.at(-1);
    expect(removed?.effects.map((effect) => effect.do === "remove" && effect.ref.name)).toEqual([
      "old",
      "bad-worker",
    ]);
  });

  it("leaves what is live on another environment of the cluster too, and says so", () => {
    const role = object("ClusterRole", "reader", { metadata: { name: "reader" } });
    const live = verified("v1.4.2", { objects: [role, object("Service", "old"), object("Widget", "wide")] });
    const others = [
      role,
      object("Service", "old", { metadata: { name: "old", namespace: "nexus-staging" } }),
      object("Widget", "wide", { metadata: { name: "wide" } }),
    ];
    const elsewhere = [verified("v1.4.0", { environment: "staging", objects: others })];
    const draft = draftDeploy({ ...facts, live, elsewhere });
    expect(draft.waves.at(-1)?.effects).toMatchObject([{ ref: { kind: "Service", name: "old" } }]);
    expect(draft.warnings).toStrictEqual([
      "ClusterRole reader stays: what is live on staging has it too.",
      "Widget wide stays: what is live on staging has it too.",
    ]);
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

describe("isLiveAlready", () => {
  const ref = { apiVersion: "v1", kind: "ConfigMap", name: "settings" };
  const change = (what: Change["what"]): Change => ({ ref, what, words: [] });
  const live = verified("v1.5.0");
  const cases: [string, Change[], boolean][] = [
    ["nothing at all", [], true],
    ["only what stays", [change("keep"), change("keep")], true],
    ["one that is made", [change("keep"), change("create")], false],
    ["one that changes", [change("change")], false],
    ["one that goes", [change("remove")], false],
  ];
  it.each(cases)("%s", (_name, changes, expected) => {
    expect(isLiveAlready(completePlan(draftDeploy(facts), changes), live)).toBe(expected);
  });

  it.each([
    ["another version", verified("v1.4.2")],
    ["another commit of the version", { ...live, commit: otherCommit }],
    ["nothing", undefined],
  ])("is not so where %s was verified last, whatever the cluster has", (_name, other) => {
    expect(isLiveAlready(completePlan(draftDeploy(facts), []), other)).toBe(false);
  });
});
