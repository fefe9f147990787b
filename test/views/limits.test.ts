import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { drawDeployDialog } from "../../views/run/deploy-dialog.ts";
import { drawDiff } from "../../views/run/diff.ts";
import { drawDoctor } from "../../views/doctor.ts";
import { drawElsewhere } from "../../views/elsewhere.ts";
import { drawHoldDialog } from "../../views/run/hold-dialog.ts";
import { drawHome } from "../../views/home.ts";
import { drawLockDialog } from "../../views/run/lock-dialog.ts";
import { drawPlanning } from "../../views/run/planning.ts";
import { drawProblem, drawUnexpected } from "../../views/problem.ts";
import { drawRejectDialog } from "../../views/run/reject-dialog.ts";
import {
  drawRollbackChoice,
  drawRollbackLoading,
  drawRollbackPlan,
  drawRollbackRefused,
  drawRollbackUnverified,
} from "../../views/run/rollback-dialog.ts";
import { drawRunCard } from "../../views/run/run-card.ts";
import {
  drawApproval,
  drawEnding,
  drawFailure,
  drawNote,
  drawNotRolledBack,
} from "../../views/run/run-replies.ts";
import { drawHistory, drawStatus, drawVersionStatus } from "../../views/run/status.ts";
import {
  anyCard,
  anyPlan,
  anyProblem,
  anyRun,
  anyStatus,
  anyWaiting,
  hostile,
  name,
  version,
} from "./facts.ts";
import { expectMessage, expectView } from "./limits.ts";

const settings = { command: "/release" };
const runs = { numRuns: 60 };
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });
const many = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
  fc
    .constantFrom(0, 1, 5, 150)
    .chain((length) => fc.array(arbitrary, { minLength: length, maxLength: length }));
const channel = "C0123456789";
const verified = many(fc.record({ version, at: fc.nat() })).filter((list) => list.length > 0);

describe("messages keep Slack's limits and tame every text", () => {
  it("the living message of a run", { timeout: 60_000 }, () => {
    expect.hasAssertions();
    fc.assert(
      fc.property(anyCard, (facts) => expectMessage(drawRunCard(facts))),
      { numRuns: 300 },
    );
  });
  it("the diff", () => {
    expect.hasAssertions();
    fc.assert(
      fc.property(anyPlan, (plan) => expectMessage(drawDiff(plan))),
      runs,
    );
  });
  it("a problem, and why nothing is said in a channel", () => {
    expect.hasAssertions();
    fc.assert(
      fc.property(anyProblem, (problem) => {
        expectMessage(drawProblem(problem, settings));
        expectMessage(drawElsewhere({ about: problem.what, problem, command: "/release" }));
      }),
      runs,
    );
    expectMessage(drawUnexpected("0a1b2c3d"));
  });
  it("the status", () => {
    expect.hasAssertions();
    fc.assert(
      fc.property(fc.array(anyStatus, { minLength: 1, maxLength: 60 }), hostile, (all, product) =>
        expectMessage(drawStatus(all, { ...settings, product })),
      ),
      runs,
    );
  });
  it("the status of a version", () => {
    expect.hasAssertions();
    const hold = fc.record({ version, reason: hostile, by: fc.constant({ run: "run-1" }), since: fc.nat() });
    fc.assert(
      fc.property(
        version,
        many(name),
        maybe(hold),
        many(anyRun()),
        fc.array(anyWaiting, { maxLength: 9 }),
        (one, liveOn, held, list, waiting) =>
          expectMessage(
            drawVersionStatus({
              version: one,
              liveOn: liveOn.slice(0, 10),
              runs: list,
              waiting,
              ...(held && { hold: held }),
            }),
          ),
      ),
      runs,
    );
  });
  it("the history", () => {
    expect.hasAssertions();
    fc.assert(
      fc.property(many(anyRun()), name, (list, about) => expectMessage(drawHistory(list, about, settings))),
      runs,
    );
  });
  it("the answers of the thread", () => {
    expect.hasAssertions();
    fc.assert(
      fc.property(
        anyRun(),
        anyProblem,
        maybe(name),
        fc.array(hostile, { maxLength: 15 }),
        (run, problem, pod, log) => {
          for (const approval of run.approvals.slice(0, 2)) expectMessage(drawApproval(run, approval));
          expectMessage(drawEnding(run, settings, log));
          expectMessage(drawNotRolledBack(run, problem, settings));
          expectMessage(drawFailure(run, problem, { pod, log }, settings));
          expectMessage(drawPlanning(run.version, run.environment));
        },
      ),
      runs,
    );
    expectMessage(drawNote("staging is free again. ".repeat(1000)));
  });
  it("the doctor", () => {
    expect.hasAssertions();
    const finding = fc.record({ name, well: fc.boolean(), words: hostile });
    fc.assert(
      fc.property(many(finding), (findings) => expectMessage(drawDoctor(findings))),
      runs,
    );
  });
});

describe("dialogs and the home tab keep Slack's limits and tame every text", () => {
  it("deploy and diff", () => {
    expect.hasAssertions();
    fc.assert(
      fc.property(
        fc.constantFrom("deploy" as const, "diff" as const),
        many(version),
        fc.array(name, { minLength: 1, maxLength: 9 }),
        maybe(version),
        maybe(name),
        (purpose, versions, environments, chosen, environment) =>
          expectView(
            drawDeployDialog({
              purpose,
              versions: [...new Set(versions)],
              environments: [...new Set(environments)],
              channel,
              ...(chosen !== undefined && { version: chosen }),
              ...(environment !== undefined && { environment }),
            }),
          ),
      ),
      runs,
    );
  });
  it("a version that is among many is still chosen", () => {
    expect.hasAssertions();
    const versions = Array.from({ length: 300 }, (_none, index) => `v1.${index}.0`);
    const late = drawDeployDialog({
      purpose: "deploy",
      versions,
      environments: ["staging"],
      channel,
      version: "v1.299.0",
    });
    expectView(late);
    expect(JSON.stringify(late)).toContain('"initial_value":"v1.299.0"');
  });
  it("rollback", () => {
    expect.hasAssertions();
    fc.assert(
      fc.property(
        anyPlan,
        maybe(fc.nat()),
        maybe(hostile),
        verified,
        anyProblem,
        (plan, verifiedAt, reason, list, problem) => {
          const { environment, version: target } = plan;
          const facts = { plan, takeOver: true, allowUnverified: true, channel };
          expectView(
            drawRollbackPlan({
              ...facts,
              ...(verifiedAt !== undefined && { verifiedAt }),
              ...(reason !== undefined && { reason }),
            }),
          );
          expectView(drawRollbackChoice(environment, list, channel));
          expectView(drawRollbackUnverified({ environment, version: target, takeOver: false, channel }));
          expectView(drawRollbackLoading(target, environment));
          expectView(drawRollbackRefused(problem, settings));
        },
      ),
      runs,
    );
  });
  it("reject, lock and hold", () => {
    expect.hasAssertions();
    fc.assert(
      fc.property(
        anyRun(),
        fc.array(name, { minLength: 1 }),
        many(version),
        (run, environments, versions) => {
          expectView(drawRejectDialog(run));
          expectView(drawLockDialog(environments, channel));
          expectView(drawHoldDialog(versions, channel));
        },
      ),
      runs,
    );
  });
  it("the home tab", () => {
    expect.hasAssertions();
    const look = { command: "/release", may: { deploy: true, rollBack: true } };
    fc.assert(
      fc.property(
        hostile,
        fc.array(anyStatus, { maxLength: 60 }),
        fc.record({ note: name }, { requiredKeys: [] }),
        (product, environments, rest) => expectView(drawHome({ ...look, product, environments, ...rest })),
      ),
      runs,
    );
  });
});
