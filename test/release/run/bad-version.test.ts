import { describe, expect, it } from "vitest";
import { badVersion, type RollbackFacts, waysBack } from "../../../src/release/run/rollback.ts";
import { run, verified } from "./decisions.ts";

const live = verified("v1.5.0");

describe("badVersion", () => {
  const deploy = run({ version: "v1.6.0" });
  const back = run({ kind: "rollback", version: "v1.4.2", from: "v1.6.0" });
  const { from: _from, ...firstBack } = back;
  const cases: [string, Pick<RollbackFacts, "current" | "live">, string | undefined][] = [
    ["the live version when nothing is under way", { live }, "v1.5.0"],
    ["nothing on an empty environment", {}, undefined],
    [
      "the live version while a deploy still waits",
      { live, current: { run: { ...deploy, phase: "queued" }, objects: [] } },
      "v1.5.0",
    ],
    [
      "what a running deploy brings",
      { live, current: { run: { ...deploy, phase: "running" }, objects: [] } },
      "v1.6.0",
    ],
    [
      "what a failed deploy left behind",
      { live, current: { run: { ...deploy, phase: "failed" }, objects: [] } },
      "v1.6.0",
    ],
    [
      "what a cancelled deploy left behind",
      { live, current: { run: { ...deploy, phase: "cancelled" }, objects: [] } },
      "v1.6.0",
    ],
    [
      "what a running rollback leads away from",
      { live, current: { run: { ...back, phase: "rolling back" }, objects: [] } },
      "v1.6.0",
    ],
    [
      "what a failed rollback led away from",
      { live, current: { run: { ...back, phase: "failed" }, objects: [] } },
      "v1.6.0",
    ],
    [
      "the live version where the rollback knows none",
      { live, current: { run: { ...firstBack, phase: "failed" }, objects: [] } },
      "v1.5.0",
    ],
  ];
  it.each(cases)("is %s", (_name, given, expected) => {
    expect(badVersion(given)).toBe(expected);
  });
});

describe("waysBack", () => {
  const [newest, older] = [{ version: "v1.5.0" }, { version: "v1.4.2" }];
  const before = run({ startedAt: live.at - 1 });
  const cases: [string, Parameters<typeof waysBack>, { version: string }[]][] = [
    ["all but the live version", [[newest, older], live, [before, run()]], [older]],
    [
      "the live one too after a run since",
      [[newest, older], live, [run({ startedAt: live.at + 1 })]],
      [newest, older],
    ],
    ["all where nothing is live", [[older], undefined, [before]], [older]],
  ];
  it.each(cases)("are %s", (_name, given, expected) => {
    expect(waysBack(...given)).toEqual(expected);
  });
});
