import { expect, it } from "vitest";
import type { Message } from "../../demo/workspace/types.ts";
import type { Settings } from "../../src/release/settings.ts";
import { actions } from "../../views/ids.ts";
import { shipDirectly, withoutStaging } from "./acts.ts";
import { type Actor, buttonsOf, wordsOf } from "./actor.ts";
import type { Product } from "./product.ts";
import { openStage, type Stage } from "./stage.ts";

/** Time passes in these stories, and nobody waits half a minute until that is noticed. */
const tempo = { beat: 1 };

/** A day is a day of the calendar: where no clock changes, it has as many hours as the story lets pass. */
function steadyDays(settings: Settings): void {
  withoutStaging(settings);
  settings.timeZone = "UTC";
}

/** More in v1.5.0 than an announcement tells. */
async function makeLong(product: Product): Promise<void> {
  const parts = ["login", "search", "export", "start"];
  await product.commit(...parts.map((part) => `perf: a quicker ${part}`));
  await product.moveTag("v1.5.0");
}

function letApproversDeploy({ environments }: Settings): void {
  for (const { allow } of environments) allow.deploy = ["release-managers", "approvers"];
}

async function look(actor: Actor, line: string): Promise<Message> {
  await actor.types(line);
  return actor.hearsMessage("v1.5.0: timeline", "*announcement*");
}

function saidOf(stage: Stage, ...words: string[]): Message[] {
  return stage.workspace
    .messages("releases")
    .filter((one) => one.threadTs === undefined && words.every((word) => wordsOf(one).includes(word)));
}

/** Plans v1.5.0 and lives through the week before; answers the announcement. */
async function planAndAnnounce(stage: Stage): Promise<Message> {
  const rosa = stage.actor("rosa");
  await rosa.types("timeline v1.5.0 --at 8d");
  await rosa.hears("v1.5.0: timeline");
  expect(saidOf(stage, "v1.5.0 is planned")).toEqual([]);
  stage.passes("1d");
  const announced = await stage.cardOf("v1.5.0 is planned", "what v1.5.0 brings", "Who is affected");
  expect(saidOf(stage, "v1.5.0 ships soon")).toEqual([]);
  stage.passes("6d");
  await stage.cardOf("v1.5.0 ships soon", "Checklist", "Approvals");
  return announced;
}

it("says all six notices of a release, each once and each true", async () => {
  await using stage = await openStage({ tempo, settings: steadyDays, product: makeLong });
  const announced = await planAndAnnounce(stage);
  await stage.reply(announced, "The whole release notes of v1.5.0.");
  stage.passes("1d");
  await shipDirectly(stage, "v1.5.0");
  await stage.cardOf("v1.5.0 goes to production", "has been on its way");
  stage.passes("1h");
  await stage.cardOf("v1.5.0 on production: live", "What runs is what was released");
  stage.passes("1h");
  await stage.cardOf("v1.5.0 is complete", "What runs is what was released");
  stage.passes("22h");
  await stage.cardOf("v1.5.0: summary", "Commits and people", "Figures against their targets");
  await stage.cardOf("v1.5.0: what is said about it", "*summary* said");
  const titles = [
    "is planned",
    "ships soon",
    "goes to production",
    "on production: live",
    "is complete",
    ": summary",
  ];
  for (const title of titles)
    expect(saidOf(stage, `v1.5.0${title.startsWith(":") ? "" : " "}${title}`)).toHaveLength(1);
  await stage.actor("rosa").types("timeline v1.5.0");
  await stage.actor("rosa").hears("Nothing more will be said by itself", "*announcement* said");
});

it("tells of a rollback in between, and corrects what was said", async () => {
  await using stage = await openStage({ tempo, settings: steadyDays });
  const announced = await planAndAnnounce(stage);
  await stage.actor("rosa").types("timeline v1.5.0 --at 2d");
  await stage.reply(announced, "v1.5.0 was postponed from");
  await shipDirectly(stage, "v1.4.2");
  await shipDirectly(stage, "v1.5.0");
  stage.passes("1h");
  const progress = await stage.cardOf("v1.5.0 on production: live");
  const rosa = stage.actor("rosa");
  await rosa.types('rollback v1.4.2 --reason "leaks memory"');
  await rosa.sees("production: v1.5.0 → v1.4.2");
  await rosa.submits();
  await stage.reply(progress, "v1.5.0 was rolled back on production", "v1.4.2 took its place: leaks memory");
  stage.passes("1h");
  await stage.cardOf("v1.5.0 is not complete: rolled back");
  stage.passes("22h");
  await stage.cardOf("v1.5.0: summary", "was rolled back");
  expect(saidOf(stage, "v1.5.0 is complete")).toEqual([]);
});

it("shows a notice before it is sent, and lets it be skipped", async () => {
  await using stage = await openStage();
  const rosa = stage.actor("rosa");
  await rosa.types("preview summary v1.5.0");
  await rosa.hears("v1.5.0: summary", "has not started");
  expect(await rosa.asks("preview sumary v1.5.0")).toContain("Did you mean summary?");
  await rosa.types("timeline v1.5.9");
  await rosa.hears("v1.5.9 is neither planned nor tagged", "v1.5.0");
  await rosa.types("timeline v1.5.0 --at 3d");
  const answer = await rosa.hearsMessage("v1.5.0: timeline", "*pre-deployment*", "at short notice");
  const before = buttonsOf(answer).length;
  await rosa.clicks(answer, actions.noticeSkip);
  await rosa.hears("is skipped.");
  await stage.until(() => buttonsOf(answer).length < before, "the timeline to be drawn anew");
  expect(await stage.actor("eli").asks("timeline v1.5.0 --at 2d")).toContain("may not");
});

it("refuses what was decided in sight of another time of a notice than it has by now", async () => {
  await using stage = await openStage({ settings: letApproversDeploy });
  const [rosa, ade] = [stage.actor("rosa"), stage.actor("ade")];
  const first = await look(rosa, "timeline v1.5.0 --at 9d");
  const older = [await look(ade, "timeline v1.5.0"), await look(ade, "timeline v1.5.0")];
  const dialog = await look(ade, "timeline v1.5.0");
  await ade.clicks(dialog, actions.noticeMove);
  await ade.sees("When is “announcement” said?");
  await rosa.clicks(first, actions.noticeMove);
  await rosa.sees("When is “announcement” said?");
  await rosa.submits({ [actions.moment]: "3h" });
  await rosa.hears("The notice “announcement” moves to");
  expect(await ade.submits({ [actions.moment]: "5h" })).toMatchObject({
    answer: { errors: { moment: expect.stringMatching(/was moved to .* by Rosa Vermeer since this was/u) } },
  });
  for (const [index, action] of [actions.noticeNow, actions.noticeSkip].entries()) {
    await ade.clicks(older[index] ?? dialog, action);
    await ade.hears("by Rosa Vermeer since this was shown");
  }
  await ade.types("timeline v1.5.0");
  expect(wordsOf(await ade.hearsMessage("v1.5.0: timeline"))).not.toContain("skipped");
  expect(saidOf(stage, "v1.5.0 is planned")).toEqual([]);
});
