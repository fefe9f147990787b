import { afterAll, beforeAll, expect, it } from "vitest";
import { actions } from "../../views/ids.ts";
import type { Settings } from "../../src/release/settings.ts";
import { type FakeGitHub, repository, startGitHub } from "../../demo/github/host.ts";
import { withoutStaging } from "./acts.ts";
import { openStage, type Stage } from "./stage.ts";

let github: FakeGitHub;

beforeAll(async () => {
  github = await startGitHub();
});
afterAll(() => github[Symbol.asyncDispose]());

/** As in the example: production waits for the checklist, and GitHub says what it knows. */
function withChecklist(settings: Settings): void {
  withoutStaging(settings);
  settings.github = { repository, apiUrl: github.url };
  settings.checklist = {
    tick: ["release-managers", "engineers"],
    waive: ["release-managers"],
    items: [
      { id: "features", words: "Planned features completed and tested", required: true },
      { id: "tests", words: "All tests passing", required: true, evidence: { kind: "checks" } },
      {
        id: "security-scan",
        words: "Security scan passed",
        required: true,
        evidence: { kind: "code-scanning", severity: "critical" },
      },
      {
        id: "documentation",
        words: "Documentation updated",
        required: true,
        evidence: { kind: "documentation", paths: ["docs"] },
      },
      {
        id: "rollback-plan",
        words: "Rollback plan prepared",
        required: true,
        evidence: { kind: "rollback-target" },
      },
      { id: "benchmarks", words: "Benchmarks published", required: false },
    ],
  };
  const production = settings.environments.at(-1);
  if (!production) throw new Error("no production");
  production.checklist = "required";
}

it("holds production back until the checklist is closed by evidence, people and a waiver", async () => {
  let commit = "";
  await using stage = await openStage({
    settings: withChecklist,
    product: async (product) => (commit = await product.release("v1.6.0")),
  });
  await refuseTheDeploy(stage);
  await closeTheChecklist(stage, commit);
  const [rosa, ade] = [stage.actor("rosa"), stage.actor("ade")];
  await rosa.types("deploy v1.6.0 production");
  const request = await stage.cardOf("v1.6.0 → production · awaiting approval");
  await reopenAnItem(stage);
  await ade.clicks(request, actions.approve);
  await stage.actor("bea").clicks(request, actions.approve);
  await stage.reply(request, "production waits for the checklist of v1.6.0", "one required item is open");
  expect(await stage.imageOf("production")).toBe("nothing");
});

it("lets an emergency pass an open checklist, and says so", async () => {
  await using stage = await openStage({ settings: withChecklist });
  await stage.actor("rosa").types('deploy v1.5.0 production --emergency "payments are down"');
  const request = await stage.cardOf(
    "v1.5.0 → production",
    "payments are down",
    "It passes what would have stopped it",
    "production waits for the checklist of v1.5.0",
  );
  await stage.actor("ade").clicks(request, actions.approve);
  await stage.reply(request, "The deploy of v1.5.0 to production succeeded.");
  expect(await stage.imageOf("production")).toBe("v1.5.0");
});

async function refuseTheDeploy(stage: Stage): Promise<void> {
  const rosa = stage.actor("rosa");
  await rosa.types("deploy v1.6.0 production");
  await rosa.hears(
    "production waits for the checklist of v1.6.0, and 5 required items are open",
    "Open the checklist",
  );
  const card = await stage.cardOf("Checklist of v1.6.0 · 5 open");
  await stage.until(
    () =>
      stage.messageAt(
        card,
        "production waits for it",
        "Code scanning has not analysed this commit",
        "Nothing in docs has changed",
        "there is nothing to go back to",
      ),
    "what each source says",
  );
  expect(await rosa.asks("checklist v1.6.0")).toContain("The checklist of v1.6.0 is in <#C0RELEASES>");
}

async function closeTheChecklist(stage: Stage, commit: string): Promise<void> {
  const [rosa, eli, gus] = [stage.actor("rosa"), stage.actor("eli"), stage.actor("gus")];
  const card = await stage.cardOf("Checklist of v1.6.0");
  github.standInFor(commit);
  await github.check("build", "success");
  github.scans = [{ commit, at: new Date().toISOString(), ref: "refs/heads/main" }];
  await Promise.all([
    eli.clicks(card, actions.tickItem, "v1.6.0 features"),
    rosa.clicks(card, actions.refreshEvidence),
  ]);
  await gus.clicks(card, actions.tickItem, "v1.6.0 benchmarks");
  await gus.hears("Guests cannot work with releases");
  await stage.until(
    () =>
      stage.messageAt(card, "2 open", "ticked by <@U0ELI>", "“build” passed", "0 critical alerts", "|look>"),
    "evidence and a tick",
  );
  await eli.clicks(card, actions.waiveItem, "v1.6.0 documentation");
  await eli.hears("You may not waive items");
  await waive(stage, "documentation", "nothing that users see");
  await waive(stage, "rollback-plan", "the first release");
  await stage.until(
    () => stage.messageAt(card, "v1.6.0 · complete", "waived by <@U0ROSA>", "the first release"),
    "the end",
  );
  await stage.reply(card, "<@U0ROSA> waived “Documentation updated” for v1.6.0", "nothing that users see");
}

async function waive(stage: Stage, item: string, reason: string): Promise<void> {
  const rosa = stage.actor("rosa");
  const card = await stage.cardOf("Checklist of v1.6.0");
  await rosa.clicks(card, actions.waiveItem, "v1.6.0");
  await rosa.sees("Everybody sees who waived it");
  expect(await rosa.submits({ [actions.item]: item, [actions.reason]: reason })).toMatchObject({ ok: true });
}

async function reopenAnItem(stage: Stage): Promise<void> {
  const card = await stage.cardOf("Checklist of v1.6.0");
  await stage.actor("eli").clicks(card, actions.untickItem, "v1.6.0 features");
  await stage.until(() => stage.messageAt(card, "v1.6.0 · 1 open"), "one open item");
}
