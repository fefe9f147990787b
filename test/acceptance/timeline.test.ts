import { expect, it } from "vitest";
import type { Message } from "../../demo/workspace/types.ts";
import type { NoticeKind } from "../../src/release/timeline/notice.ts";
import type { Settings } from "../../src/release/settings.ts";
import { ship } from "./acts.ts";
import { wordsOf } from "./actor.ts";
import type { Product } from "./product.ts";
import { openStage, type Stage } from "./stage.ts";

/** A week, a day and hours, in seconds that a test can wait for. */
const offsets: Record<NoticeKind, number> = {
  announcement: -4,
  "pre-deployment": -2,
  start: 0,
  progress: 8,
  complete: 22,
  summary: 28,
};

function compress({ timeline }: Settings): void {
  for (const rule of timeline.notices) rule.offset = offsets[rule.kind];
}

/** More in v1.5.0 than an announcement tells. */
async function makeLong(product: Product): Promise<void> {
  const parts = ["login", "search", "export", "start"];
  await product.commit(...parts.map((part) => `perf: a quicker ${part}`));
  await product.moveTag("v1.5.0");
}

function saidOf(stage: Stage, ...words: string[]): Message[] {
  return stage.workspace
    .messages("releases")
    .filter((one) => one.threadTs === undefined && words.every((word) => wordsOf(one).includes(word)));
}

async function planAndAnnounce(stage: Stage): Promise<Message> {
  const rosa = stage.actor("rosa");
  await rosa.types("timeline v1.5.0 --at 7s");
  const announced = await stage.cardOf("v1.5.0 is planned", "what v1.5.0 brings", "Who is affected");
  await stage.cardOf("v1.5.0 ships soon", "Checklist", "Approvals");
  return announced;
}

it("says all six notices of a release, each once and each true", { timeout: 180_000 }, async () => {
  await using stage = await openStage({ settings: compress, product: makeLong });
  const announced = await planAndAnnounce(stage);
  await stage.reply(announced, "The whole release notes of v1.5.0.");
  await ship(stage, "v1.5.0");
  await stage.cardOf("v1.5.0 goes to production", "has been on its way");
  await stage.cardOf("v1.5.0 on production: live", "What runs is what was released");
  await stage.cardOf("v1.5.0 is complete", "What runs is what was released");
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

it("tells of a rollback in between, and corrects what was said", { timeout: 180_000 }, async () => {
  await using stage = await openStage({ settings: compress });
  const announced = await planAndAnnounce(stage);
  await stage.actor("rosa").types("timeline v1.5.0 --at 2h");
  await stage.reply(announced, "v1.5.0 was postponed from");
  await ship(stage, "v1.4.2");
  await ship(stage, "v1.5.0");
  const progress = await stage.cardOf("v1.5.0 on production: live");
  const rosa = stage.actor("rosa");
  await rosa.types('rollback v1.4.2 --reason "leaks memory"');
  await rosa.sees("production: v1.5.0 → v1.4.2");
  await rosa.submits();
  await stage.reply(progress, "v1.5.0 was rolled back on production", "v1.4.2 took its place: leaks memory");
  await stage.cardOf("v1.5.0 is not complete: rolled back");
  await stage.cardOf("v1.5.0: summary", "was rolled back");
  expect(saidOf(stage, "v1.5.0 is complete")).toEqual([]);
});

it("shows a notice before it is sent, and lets it be skipped", { timeout: 60_000 }, async () => {
  await using stage = await openStage();
  const rosa = stage.actor("rosa");
  await rosa.types("preview summary v1.5.0");
  await rosa.hears("v1.5.0: summary", "has not started");
  expect(await rosa.asks("preview sumary v1.5.0")).toContain("Did you mean summary?");
  await rosa.types("timeline v1.5.9");
  await rosa.hears("v1.5.9 is neither planned nor tagged", "v1.5.0");
  await rosa.types("timeline v1.5.0 --at 3d");
  await rosa.hears("v1.5.0: timeline", "*pre-deployment*", "at short notice");
  expect(await stage.actor("eli").asks("timeline v1.5.0 --at 2d")).toContain("may not");
});
