import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ChecklistItem, itemsFor } from "../../../src/release/checklist/checklist-items.ts";
import {
  type Checklist,
  type Evidence,
  isClosed,
  type ItemDecision,
  type ItemFacts,
  type ItemRecord,
  type Mark,
  noteEvidence,
  openItems,
  stateOf,
  tickItem,
  untickItem,
  waiveItem,
} from "../../../src/release/checklist/checklist.ts";
import { commit, environment, member, otherCommit, person, settings } from "../run/decisions.ts";

const item: ChecklistItem = { id: "tests", words: "All tests passing", required: true };
const policy = settings({
  environments: [environment({ name: "staging" }), environment({ allow: { deploy: ["release-managers"] } })],
  checklist: { items: [item], tick: ["release-managers", "on-call"], waive: ["release-managers"] },
});
const manager = member("U1", "release-managers");
const onCall = member("U2", "on-call");
const nobody = member("U3");
const ticked: Mark = { as: "ticked", by: person("U9"), at: 1 };
const waived: Mark = { as: "waived", by: person("U9"), at: 1, reason: "no change" };
const said = (result: Evidence["result"], about = commit): Evidence => ({
  result,
  words: "All 3 checks passed.",
  commit: about,
  at: 1,
});
const facts = (overrides: Partial<ItemFacts> = {}): ItemFacts => ({
  item,
  record: { rev: 0 },
  asker: manager,
  settings: policy,
  now: 7,
  ...overrides,
});

describe("the state of an item", () => {
  it.each<[string, Omit<ItemRecord, "rev">, string]>([
    ["nothing known", {}, "open"],
    ["ticked", { mark: ticked }, "ticked"],
    ["waived", { mark: waived }, "waived"],
    ["evidence passed", { evidence: said("passed") }, "passed"],
    ["evidence failed", { evidence: said("failed") }, "failed"],
    ["evidence unknown", { evidence: said("unknown") }, "unknown"],
    ["ticked where the evidence is unknown", { mark: ticked, evidence: said("unknown") }, "ticked"],
    ["ticked before the evidence failed", { mark: ticked, evidence: said("failed") }, "failed"],
    ["waived although the evidence failed", { mark: waived, evidence: said("failed") }, "waived"],
    ["passed for another commit", { evidence: said("passed", otherCommit) }, "open"],
    [
      "failed for another commit, and ticked",
      { mark: ticked, evidence: said("failed", otherCommit) },
      "ticked",
    ],
  ])("%s", (_name, record, state) => {
    expect(stateOf({ rev: 1, ...record }, commit)).toBe(state);
  });

  it("is never closed by evidence that is unknown, or about another commit", () => {
    const anyEvidence = fc.record({
      result: fc.constantFrom("passed" as const, "failed" as const, "unknown" as const),
      words: fc.string(),
      commit: fc.constantFrom(commit, otherCommit),
      at: fc.nat(),
    });
    fc.assert(
      fc.property(anyEvidence, (evidence) => {
        const isGreen = evidence.result === "passed" && evidence.commit === commit;
        expect(isClosed(stateOf({ rev: 1, evidence }, commit))).toBe(isGreen);
      }),
    );
  });
});

const ownWaiver: Mark = { as: "waived", by: manager.person, at: 1, reason: "no change" };

function codeOf(decision: ItemDecision): string {
  return decision.outcome === "refused" ? decision.problem.code : decision.outcome;
}

describe("what people may do", () => {
  it.each<[string, ItemDecision, string]>([
    ["tick with a role that may", tickItem(facts({ asker: onCall })), "changed"],
    ["tick without a role", tickItem(facts({ asker: nobody })), "not-allowed"],
    ["tick again", tickItem(facts({ record: { rev: 1, mark: ticked } })), "unchanged"],
    [
      "tick against the evidence",
      tickItem(facts({ record: { rev: 1, evidence: said("failed") } })),
      "evidence-failed",
    ],
    [
      "tick what no source could say",
      tickItem(facts({ record: { rev: 1, evidence: said("unknown") } })),
      "changed",
    ],
    [
      "tick an item with roles of its own",
      tickItem(facts({ item: { ...item, roles: ["approvers"] } })),
      "not-allowed",
    ],
    ["untick", untickItem(facts({ record: { rev: 1, mark: ticked } })), "changed"],
    ["untick what is not ticked", untickItem(facts()), "unchanged"],
    [
      "untick without a role",
      untickItem(facts({ asker: nobody, record: { rev: 1, mark: ticked } })),
      "not-allowed",
    ],
    [
      "take a waiver back as one who may only tick",
      untickItem(facts({ asker: onCall, record: { rev: 1, mark: waived } })),
      "not-allowed",
    ],
    ["waive", waiveItem({ ...facts(), reason: "no change" }), "changed"],
    [
      "waive what the evidence is against",
      waiveItem({ ...facts({ record: { rev: 1, evidence: said("failed") } }), reason: "known" }),
      "changed",
    ],
    ["waive without a reason", waiveItem({ ...facts(), reason: "  " }), "missing-argument"],
    [
      "waive as one who may only tick",
      waiveItem({ ...facts({ asker: onCall }), reason: "please" }),
      "not-allowed",
    ],
    [
      "waive what somebody else has waived",
      waiveItem({ ...facts({ record: { rev: 1, mark: waived } }), reason: "no change" }),
      "changed-meanwhile",
    ],
    [
      "waive again for another reason",
      waiveItem({ ...facts({ record: { rev: 1, mark: ownWaiver } }), reason: "mine" }),
      "changed-meanwhile",
    ],
    [
      "waive again, as when it is delivered twice",
      waiveItem({ ...facts({ record: { rev: 1, mark: ownWaiver } }), reason: "no change " }),
      "unchanged",
    ],
  ])("%s", (_name, decision, outcome) => {
    expect(codeOf(decision)).toBe(outcome);
  });

  it("keeps who and when, and leaves the evidence as it is", () => {
    const evidence = said("unknown");
    expect(tickItem(facts({ record: { rev: 4, evidence } }))).toStrictEqual({
      outcome: "changed",
      record: { rev: 4, evidence, mark: { as: "ticked", by: manager.person, at: 7 } },
    });
    expect(
      waiveItem({ ...facts({ record: { rev: 4, mark: ticked } }), reason: " no change " }),
    ).toStrictEqual({
      outcome: "changed",
      record: { rev: 4, mark: { as: "waived", by: manager.person, at: 7, reason: "no change" } },
    });
    expect(untickItem(facts({ record: { rev: 4, evidence, mark: ticked } }))).toStrictEqual({
      outcome: "changed",
      record: { rev: 4, evidence },
    });
  });

  it("leaves it to those who deploy to the last environment where the file names nobody", () => {
    const plain = { ...policy, checklist: { items: [item] } };
    expect(codeOf(tickItem(facts({ settings: plain })))).toBe("changed");
    expect(codeOf(tickItem(facts({ settings: plain, asker: onCall })))).toBe("not-allowed");
    expect(codeOf(waiveItem({ ...facts({ settings: plain }), reason: "known" }))).toBe("changed");
  });
});

describe("new evidence", () => {
  it("is noted beside a person's word, once", () => {
    const record: ItemRecord = { rev: 2, mark: ticked };
    const noted = noteEvidence(record, said("failed"));
    expect(noted).toStrictEqual({ outcome: "changed", record: { ...record, evidence: said("failed") } });
    expect(
      noteEvidence({ ...record, evidence: said("failed") }, { ...said("failed"), at: 99 }),
    ).toStrictEqual({
      outcome: "unchanged",
    });
  });

  it.each<[string, Partial<Evidence>]>([
    ["another result", { result: "failed" }],
    ["other words", { words: "All 4 checks passed." }],
    ["another commit", { commit: otherCommit }],
    ["a link", { url: "https://github.com/nexus/platform" }],
  ])("is noted when it has %s", (_name, change) => {
    const record: ItemRecord = { rev: 2, evidence: said("passed") };
    expect(noteEvidence(record, { ...said("passed"), ...change }).outcome).toBe("changed");
  });
});

describe("open items", () => {
  const items: ChecklistItem[] = [
    item,
    { ...item, id: "docs", required: false },
    { ...item, id: "benchmarks", kinds: ["major"] },
    { ...item, id: "monitoring" },
  ];
  const list: Checklist = { version: "v1.5.0", kind: "minor", since: 0, rev: 1, items: {} };
  const of = (checklist: Partial<Checklist>): string[] =>
    openItems({ ...list, ...checklist }, { ...policy, checklist: { items } }, commit).map(({ id }) => id);

  it.each<[string, Partial<Checklist>, string[]]>([
    ["all required ones of the kind at first", {}, ["tests", "monitoring"]],
    ["those of another kind", { kind: "major" }, ["tests", "benchmarks", "monitoring"]],
    ["not what is closed", { items: { tests: { rev: 1, mark: waived } } }, ["monitoring"]],
    [
      "what was closed for another commit",
      { items: { tests: { rev: 1, evidence: said("passed", otherCommit) } } },
      ["tests", "monitoring"],
    ],
    [
      "nothing that the configuration no longer has",
      { items: { gone: { rev: 1 } } },
      ["tests", "monitoring"],
    ],
  ])("%s", (_name, checklist, ids) => {
    expect(of(checklist)).toStrictEqual(ids);
  });

  it("are those of the kind", () => {
    expect(itemsFor({ items }, "patch").map(({ id }) => id)).toStrictEqual(["tests", "docs", "monitoring"]);
  });
});
