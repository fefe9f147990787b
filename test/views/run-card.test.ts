import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { StepOutcome } from "../../src/release/run/ledger.ts";
import type { Plan } from "../../src/release/run/plan.ts";
import { makeProblem } from "../../src/release/problem.ts";
import { phases, type Run } from "../../src/release/run/run.ts";
import { stepsOf } from "../../src/release/run/steps.ts";
import { actions } from "../../views/ids.ts";
import { drawRunCard, type RunCardFacts } from "../../views/run/run-card.ts";
import { changeWords } from "../../views/run/run-sections.ts";
import { drawFailure } from "../../views/run/run-replies.ts";
import { commit, environment, object, person, plan, run, yes } from "../release/run/decisions.ts";

const shown = plan({
  changes: [
    {
      ref: { apiVersion: "apps/v1", kind: "Deployment", name: "nexus-app" },
      what: "change",
      words: ["image 1.4.2 → 1.5.0"],
    },
    { ref: { apiVersion: "v1", kind: "Service", name: "nexus-app" }, what: "keep", words: [] },
  ],
  brings: { count: 2, authors: ["Ada"], lines: [{ text: "add refunds", hash: commit }], breaking: 1 },
});
const check = {
  name: "smoke",
  timeout: 30,
  retries: 0,
  kind: "http" as const,
  url: "http://nexus/",
  expectStatus: 200,
};
const steps = stepsOf(shown, environment({ checks: [check] }));
const done: StepOutcome = { outcome: "done", at: 1 };

function card(overrides: Partial<Run>, more: Partial<RunCardFacts> = {}): ReturnType<typeof drawRunCard> {
  return drawRunCard({
    run: run(overrides),
    plan: shown,
    steps,
    ledger: {},
    approvers: ["approvers"],
    offersWayBack: false,
    command: "/release",
    ...more,
  });
}

const block = z.looseObject({
  type: z.string(),
  text: z.looseObject({ text: z.string() }).optional(),
  elements: z.array(z.looseObject({ action_id: z.string().optional(), text: z.unknown() })).optional(),
});

function buttonsOf(overrides: Partial<Run>): string[] {
  const blocks = z.array(block).parse(card(overrides).blocks);
  return blocks.flatMap(({ elements }) => elements?.flatMap((element) => element.action_id ?? []) ?? []);
}

function words(payload: ReturnType<typeof drawRunCard>): string {
  return z
    .array(block)
    .parse(payload.blocks)
    .map(({ text }) => text?.text ?? "")
    .join("\n");
}

describe("the living message of a run", () => {
  it.each(phases)("says version, environment and state in its first line while %s", (phase) => {
    const [first] = z.array(block).parse(card({ phase }).blocks);
    expect(first).toMatchObject({ type: "header", text: { text: `v1.5.0 → production · ${phase}` } });
  });

  const { approve, reject, cancel, rollBackFrom } = actions;
  const { from: _from, ...firstEver } = run();
  const possible: [string, Partial<Run>, string[]][] = [
    ["that waits for approval", { phase: "awaiting approval" }, [approve, reject, cancel]],
    ["that waits for its turn", { phase: "queued" }, [cancel]],
    ["that is running", { phase: "running", startedAt: 1 }, [cancel]],
    ["that is being verified", { phase: "verifying", startedAt: 1 }, [cancel]],
    ["that was asked to stop", { phase: "running", cancelledBy: person("U1") }, []],
    ["that gives way", { phase: "running", supersededBy: "run-2" }, []],
    ["whose verdict is being carried out", { phase: "verifying", verdict: { phase: "succeeded" } }, []],
    ["that succeeded", { phase: "succeeded" }, []],
    ["that failed", { phase: "failed" }, []],
    ["that was cancelled", { phase: "cancelled" }, []],
    ["that was superseded", { phase: "superseded" }, []],
    ["that was a rollback", { kind: "rollback", phase: "rolled back" }, []],
  ];
  it.each(possible)(
    "has exactly the buttons that are possible for a run %s",
    (_name, overrides, expected) => {
      expect(buttonsOf(overrides)).toStrictEqual(expected);
    },
  );

  it("offers the way back where there is one", () => {
    const drawn = JSON.stringify(card({ phase: "failed" }, { offersWayBack: true }).blocks);
    expect(drawn).toContain(rollBackFrom);
    expect(drawn).toContain("Roll back to v1.4.2…");
  });

  it("says that nothing was before", () => {
    const first = drawRunCard({
      run: { ...firstEver, phase: "succeeded" },
      plan: shown,
      steps,
      ledger: {},
      approvers: [],
      offersWayBack: false,
      command: "/release",
    });
    expect(JSON.stringify(first.blocks)).toContain("first release here");
  });

  it("asks for approval with the changes, what ships, who may, and how many are missing", () => {
    const asking = card({ phase: "awaiting approval", approvals: [yes("U2")], expiresAt: 3_600_000 });
    expect(words(asking)).toMatchInlineSnapshot(`
      "v1.5.0 → production · awaiting approval

      *What changes*
      :pencil2: *nexus-app* (Deployment): image 1.4.2 → 1.5.0
      _1 object stays as it is_
      *What ships*
      2 commits by Ada
      :boom: 1 announces a breaking change
      • add refunds \`ccccccc\`
      *Approvals: 1 of 2* · expires <!date^3600^{date_short_pretty} at {time}|1970-01-01 01:00 UTC>
      :ballot_box_with_check: <@U2> <!date^1000^{date_short_pretty} at {time}|1970-01-01 00:16 UTC>
      May approve: approvers, but not whoever asked.
      Checked afterwards: \`smoke\`
      "
    `);
  });

  it("shows the steps, and what the present one waits for", () => {
    const ledger = { recheck: done, lock: done, "apply.configuration": done };
    const running = card(
      { phase: "running", startedAt: 1 },
      { ledger, waitingFor: "migrate: 0 of 1 <done>" },
    );
    expect(words(running)).toMatchInlineSnapshot(`
      "v1.5.0 → production · running

      :pencil2: *nexus-app* (Deployment): image 1.4.2 → 1.5.0
      _1 object stays as it is_
      *3 of 9 steps done*
      :white_check_mark: Check that tag, manifests and policy are still what was asked for
      :white_check_mark: Take the environment's lock
      :white_check_mark: Write configuration (1)
      :large_blue_circle: *Write jobs (1)* — migrate: 0 of 1 &lt;done&gt;
      :white_small_square: Wait until jobs are ready
      :white_small_square: Write workloads (1)
      :white_small_square: Wait until workloads are ready
      :white_small_square: Check \`smoke\`
      :white_small_square: Record what was verified
      "
    `);
  });

  it("says who stopped it until it has stopped", () => {
    const context = JSON.stringify(
      card({ phase: "running", startedAt: 1, cancelledBy: person("U1") }).blocks,
    );
    expect(context).toContain("<@U1> cancelled it: it stops at the next safe point.");
  });

  it("stands out in an emergency", () => {
    expect(words(card({ phase: "running", emergency: "payments are down" }))).toContain(
      ":rotating_light: *Emergency:* payments are down",
    );
  });

  it("says why it failed and what to do", () => {
    const problem = makeProblem(
      "workload-failed",
      "Deployment nexus-app: pod x does not come up.",
      "Read its log.",
    );
    const failed = card({ phase: "failed", startedAt: 1, verdict: { phase: "failed", problem } });
    expect(words(failed)).toContain(
      ":warning: *Deployment nexus-app: pod x does not come up.*\nRead its log.",
    );
  });

  it("has one step line for each kind of step", () => {
    const kinds = stepsOf(
      plan({ waves: [{ name: "workloads", effects: [{ do: "apply", object: object("Job", "x") }] }] }),
      environment(),
    );
    expect(words(card({ phase: "running", startedAt: 1 }, { steps: kinds })).match(/^:.*$/gmu)).toHaveLength(
      kinds.length + 1,
    );
  });
});

function change(name: string, what: "change" | "keep", said: string[] = []): Plan["changes"][number] {
  return { ref: { apiVersion: "v1", kind: "Service", name }, what, words: said };
}

describe("the changes of a plan", () => {
  it("are told up to so many, and the others are counted, as are those that stay", () => {
    const changes = ["a", "b", "c"].map((name) => change(name, "change")).concat(change("d", "keep"));
    const told = [":pencil2: *a* (Service): change", ":pencil2: *b* (Service): change"];
    const rest = "_1 object stays as it is_";
    expect(changeWords({ changes }, 2).split("\n")).toEqual([...told, "_and 1 more_", rest]);
    expect(changeWords({ changes }, 3)).not.toContain("more");
  });
  it("name what would go, had Slipway made it, apart from what stays as it is", () => {
    const why = ["it was there before Slipway"];
    const changes = [change("a", "keep"), change("b", "keep", why), change("c", "keep", why)];
    expect(changeWords({ changes }, 2).split("\n")).toEqual([
      "_Nothing changes in the cluster._",
      ":white_small_square: Kept, because they were there before Slipway: Service b, Service c",
      "_1 object stays as it is_",
    ]);
  });
});

describe("the log of a failure", () => {
  it("keeps the last lines when not all fit", () => {
    const log = Array.from({ length: 500 }, (_none, index) => `line ${index}`);
    const told = JSON.stringify(
      drawFailure(
        run(),
        makeProblem("workload-failed", "It broke.", "Look."),
        { pod: "pod-1", log },
        { command: "/release" },
      ),
    );
    expect(told).toContain("line 499");
    expect(told).not.toContain("line 1\\n");
  });
});
