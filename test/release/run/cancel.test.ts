import { describe, expect, it } from "vitest";
import { cancellable, cancelRun, givesWay, supersede } from "../../../src/release/run/cancel.ts";
import { isFinal, isWaiting, type Phase, phases, type Run } from "../../../src/release/run/run.ts";
import { environment, member, person, run, settings } from "./decisions.ts";

const by = person("U4");
const atOnce: Phase[] = ["requested", "awaiting approval"];
const later: Phase[] = ["queued", "running", "verifying", "rolling back"];
const over = phases.filter(isFinal);

describe("cancelRun", () => {
  it.each(atOnce)("ends a run that is %s at once", (phase) => {
    expect(cancelRun(run({ phase }), by, 7)).toMatchObject({
      phase: "cancelled",
      cancelledBy: by,
      finishedAt: 7,
      verdict: { phase: "cancelled" },
    });
  });

  it.each(later)("only asks a run that is %s to stop", (phase) => {
    const asked = cancelRun(run({ phase }), by, 7);
    expect(asked).toStrictEqual({ ...run({ phase }), cancelledBy: by, cancelledAt: 7 });
    expect(cancelRun(asked, person("U5"), 8)).toBe(asked);
  });

  it.each(over)("refuses a run that is %s", (phase) => {
    expect(() => cancelRun(run({ phase }), by, 7)).toThrow(
      expect.objectContaining({ problem: expect.objectContaining({ code: "too-late" }) }),
    );
  });

  it("refuses a run whose verdict is decided but not yet carried out", () => {
    const decided = run({ phase: "verifying", verdict: { phase: "succeeded" } });
    expect(() => cancelRun(decided, by, 7)).toThrow("it is succeeded");
  });
});

describe("cancellable", () => {
  const allow = { cancel: ["release-managers"] };
  const some = settings({
    environments: [
      environment({ name: "staging", allow: {} }),
      environment({ name: "secret", allow: { view: ["auditors"] } }),
      environment({ allow }),
    ],
  });
  const runs = ["staging", "secret", "production"].flatMap((name) => [
    run({ id: `${name}-1`, environment: name, requester: person("U1") }),
    run({ id: `${name}-2`, environment: name, requester: person("U2") }),
  ]);
  runs.push(run({ id: "removed", environment: "removed", requester: person("U2") }));

  it.each([
    ["an engineer their own, where they may look", member("U2"), ["staging-2", "production-2"]],
    [
      "who may cancel those of others as well, after their own",
      member("U2", "release-managers"),
      ["staging-2", "production-2", "production-1"],
    ],
    ["who asked for nothing and has no role none", member("U3", "auditors"), []],
    [
      "who may look at more their own there",
      member("U1", "auditors"),
      ["staging-1", "secret-1", "production-1"],
    ],
    ["guests none", { ...member("U1"), kind: "guest" as const }, []],
  ])("offers %s", (_, asker, ids) => {
    expect(cancellable(runs, asker, some).map(({ id }) => id)).toEqual(ids);
  });
});

describe("supersede", () => {
  it.each(atOnce)("replaces a run that is %s at once", (phase) => {
    expect(supersede(run({ phase }), "run-2", 7)).toMatchObject({
      phase: "superseded",
      supersededBy: "run-2",
      verdict: { phase: "superseded" },
    });
  });

  it.each(later)("asks a run that is %s to give way", (phase) => {
    expect(supersede(run({ phase }), "run-2", 7)).toStrictEqual({ ...run({ phase }), supersededBy: "run-2" });
  });

  it.each(over)("leaves a run that is %s", (phase) => {
    const ended = run({ phase });
    expect(supersede(ended, "run-2", 7)).toBe(ended);
  });

  it("keeps the first that took the place", () => {
    const replaced = supersede(run(), "run-2", 7);
    expect(supersede(replaced, "run-3", 8)).toBe(replaced);
  });
});

describe("givesWay", () => {
  const deploy = run({ id: "run-1", requestedAt: 100 });
  const rollback = run({ id: "run-1", requestedAt: 100, kind: "rollback" });
  const automatic: Run = { ...rollback, requester: { automaticAfter: "run-0" } };
  const newer = { id: "run-2", requestedAt: 101 };
  it.each<[string, Run, Run, boolean]>([
    ["a deploy that waits, to a newer one", deploy, run(newer), true],
    ["a deploy under way, to a newer one", { ...deploy, phase: "running" }, run(newer), false],
    [
      "a deploy under way, to a newer rollback",
      { ...deploy, phase: "running" },
      { ...rollback, ...newer },
      true,
    ],
    [
      "a rollback under way, to a newer one",
      { ...rollback, phase: "verifying" },
      { ...rollback, ...newer },
      true,
    ],
    ["a rollback that waits, to a newer one", rollback, { ...rollback, ...newer }, true],
    [
      "a rollback that waits, to a newer deploy",
      rollback,
      run({ ...newer, phase: "awaiting approval" }),
      false,
    ],
    ["a person's rollback, to a newer automatic one", rollback, { ...automatic, ...newer }, false],
    ["an automatic rollback, to the older one of a person", { ...automatic, ...newer }, rollback, true],
    ["an automatic rollback, to a newer one of a person", automatic, { ...rollback, ...newer }, true],
    [
      "a deploy under way, to a newer automatic rollback",
      { ...deploy, phase: "running" },
      { ...automatic, ...newer },
      true,
    ],
    ["a newer request, to an older one", run(newer), deploy, false],
    ["a newer request, to an older rollback", run(newer), rollback, false],
    ["a run, to itself", deploy, deploy, false],
  ])("%s", (_name, one, other, expected) => {
    expect(givesWay(one, other)).toBe(expected);
  });

  it("lets exactly one of two requests of the same millisecond go on", () => {
    const twin = run({ id: "run-2", requestedAt: 100 });
    expect([givesWay(deploy, twin), givesWay(twin, deploy)]).toEqual([true, false]);
  });
});

describe("phases", () => {
  it("are waiting, under way or final, never two of them", () => {
    for (const phase of phases) expect(isWaiting(phase) && isFinal(phase)).toBe(false);
    expect(phases.filter(isWaiting)).toStrictEqual(["requested", "awaiting approval", "queued"]);
    expect(over).toStrictEqual(["succeeded", "failed", "rolled back", "cancelled", "superseded"]);
  });
});
