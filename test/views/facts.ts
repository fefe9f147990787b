import * as fc from "fast-check";
import type { Freeze } from "../../src/release/calendar/freeze.ts";
import { kinds as kindsOfReleases } from "../../src/release/version.ts";
import type { CommitSummary, Plan } from "../../src/release/run/plan.ts";
import { makeProblem, type Problem } from "../../src/release/problem.ts";
import type { Lock } from "../../src/release/run/records.ts";
import { type Phase, phases, type Run } from "../../src/release/run/run.ts";
import { stepsOf } from "../../src/release/run/steps.ts";
import type { WaitingRequest } from "../../views/run/waiting.ts";
import type { EnvironmentStatus } from "../../views/run/status.ts";
import type { RunCardFacts } from "../../views/run/run-card.ts";
import { commit, environment, object, person } from "../release/run/decisions.ts";

/** Text as the worst of people and programs write it: commands of Slack, markup, scripts, and far too much of it. */
export const hostile: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    "<!channel>",
    "<!subteam^S123>",
    "<@U0EVIL> <#C123|x>",
    "<https://evil.example|click>",
    "```<!here>```",
    "`*_~>",
    "&lt;!channel&gt;",
    "مرحبا \u202e right to left",
    "👩‍👩‍👧‍👦".repeat(60),
    "&".repeat(3000),
    "<".repeat(10_000),
    "x".repeat(10_000),
    "line\n".repeat(500),
    "",
  ),
  fc.string({ unit: "grapheme", maxLength: 200 }),
);
/** Names that the configuration and git let through: no markup, but as long as they may be. */
export const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,39}$/u);
export const version = fc
  .tuple(fc.nat(99), fc.nat(99), fc.nat(), fc.constantFrom("", "-rc.1", `-${"x".repeat(90)}`))
  .map(([major, minor, patch, end]) => `v${major}.${minor}.${patch}${end}`);
const at = fc.integer({ min: 0, max: 4_000_000_000_000 });
const someone = fc.integer({ min: 10, max: 99 }).map((number) => person(`U${number}`));

export const anyProblem: fc.Arbitrary<Problem> = fc
  .tuple(hostile, hostile)
  .map(([what, advice]) => makeProblem("workload-failed", `It broke: ${what}`, `Look: ${advice}`));

const summary: fc.Arbitrary<CommitSummary> = fc.record({
  count: fc.constantFrom(0, 1, 7, 5000),
  authors: fc.array(hostile, { maxLength: 50 }),
  lines: fc.array(fc.record({ text: hostile, hash: fc.constant(commit) }), { maxLength: 20 }),
  breaking: fc.constantFrom(0, 1, 300),
});

const kinds = ["create", "change", "remove", "keep"] as const;
const changes = fc.constantFrom(0, 1, 3, 200).chain((length) =>
  fc.array(
    fc.record({
      ref: fc.record({ apiVersion: fc.constant("v1"), kind: fc.constant("ConfigMap"), name: hostile }),
      what: fc.constantFrom(...kinds),
      words: fc.array(hostile, { maxLength: 8 }),
    }),
    { minLength: length, maxLength: length },
  ),
);

export const anyPlan: fc.Arbitrary<Plan> = fc.record({
  kind: fc.constantFrom("deploy" as const, "rollback" as const),
  environment: name,
  version,
  commit: fc.constant(commit),
  from: version,
  waves: fc.uniqueArray(name, { maxLength: 12 }).map((names) =>
    names.map((one) => ({
      name: one,
      effects: [{ do: "apply" as const, object: object("Deployment", one) }],
    })),
  ),
  changes,
  brings: summary,
  warnings: fc.array(hostile, { maxLength: 12 }),
  digest: fc.constant("d".repeat(64)),
});

const approval = fc.record({
  by: someone,
  at,
  decision: fc.constantFrom("approved" as const, "rejected" as const),
  planDigest: fc.constant("d".repeat(64)),
  reason: hostile,
});

/** A run in any phase, with what that phase may carry. */
export function anyRun(phase: fc.Arbitrary<Phase> = fc.constantFrom(...phases)): fc.Arbitrary<Run> {
  return fc.record(
    {
      id: fc.constant("run-0123456789ab"),
      kind: fc.constantFrom("deploy" as const, "rollback" as const),
      environment: name,
      version,
      commit: fc.constant(commit),
      from: version,
      planDigest: fc.constant("d".repeat(64)),
      requester: fc.oneof(someone, fc.constant({ automaticAfter: "run-0" })),
      requestedAt: at,
      reason: hostile,
      emergency: hostile,
      passed: fc.array(anyProblem, { maxLength: 5 }),
      phase,
      approvalsNeeded: fc.nat(5),
      approvals: fc
        .constantFrom(0, 1, 50)
        .chain((length) => fc.array(approval, { minLength: length, maxLength: length })),
      expiresAt: at,
      startedAt: at,
      cancelledBy: someone,
      supersededBy: fc.constant("run-9"),
      verdict: fc.record(
        { phase: fc.constantFrom("failed" as const, "succeeded" as const), problem: anyProblem },
        { requiredKeys: ["phase"] },
      ),
      rev: fc.nat(),
    },
    {
      requiredKeys: [
        "id",
        "kind",
        "environment",
        "version",
        "commit",
        "planDigest",
        "requester",
        "requestedAt",
        "phase",
        "approvalsNeeded",
        "approvals",
        "rev",
      ],
    },
  );
}

export const anyFreeze: fc.Arbitrary<Freeze> = fc.record(
  {
    name: hostile,
    from: fc.constant("2026-12-21"),
    to: fc.constantFrom("2026-12-21", "2027-01-03"),
    instead: fc.constant("skip"),
    kinds: fc.constant([...kindsOfReleases]),
  },
  { requiredKeys: ["name", "from", "to", "instead"] },
);

export const anyCard: fc.Arbitrary<RunCardFacts> = fc
  .tuple(
    anyRun(),
    anyPlan,
    fc.array(hostile, { maxLength: 30 }),
    fc.array(hostile, { maxLength: 12 }),
    hostile,
    fc.option(anyFreeze, { nil: undefined }),
  )
  .map(([run, plan, approvers, checkNames, waitingFor, freeze]) => {
    const checks = checkNames.map((check) => ({
      name: check,
      timeout: 1,
      retries: 0,
      kind: "http" as const,
      url: "http://nexus/",
      expectStatus: 200,
    }));
    const steps = stepsOf(plan, environment({ checks }));
    const ledger = Object.fromEntries(
      steps.slice(0, 3).map(({ id }) => [id, { outcome: "done" as const, at: 1 }]),
    );
    const facts: RunCardFacts = {
      run,
      plan,
      steps,
      ledger,
      approvers,
      waitingFor,
      offersWayBack: true,
      command: "/release",
    };
    if (freeze) facts.freeze = freeze;
    return facts;
  });

export const anyLock: fc.Arbitrary<Lock> = fc.record({
  owner: fc.constantFrom("person:U1", "run:run-1"),
  reason: hostile,
  since: at,
  until: at,
});

export const anyWaiting: fc.Arbitrary<WaitingRequest> = fc.record(
  {
    run: anyRun(fc.constant("awaiting approval")),
    plan: anyPlan,
    link: fc.constant("https://local.slack.example/archives/C0123456789/p1780000000000000"),
    mayAnswer: fc.boolean(),
  },
  { requiredKeys: ["run", "mayAnswer"] },
);

export const anyStatus: fc.Arbitrary<EnvironmentStatus> = fc.record(
  {
    environment: name,
    live: fc.record({ version, commit: fc.constant(commit), at }),
    lock: anyLock,
    freeze: anyFreeze,
    active: fc.array(anyRun(), { maxLength: 20 }),
    waiting: fc.array(anyWaiting, { maxLength: 2 }),
  },
  { requiredKeys: ["environment", "active", "waiting"] },
);
