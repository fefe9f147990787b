import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Message } from "../../demo/workspace/types.ts";
import { addDays, dayAt, partsOf, weekdayOf } from "../../src/release/calendar/calendar.ts";
import { actions } from "../../views/ids.ts";
import { monthWords } from "../../views/dates.ts";
import { type Actor, buttonsOf, wordsOf } from "./actor.ts";
import { openStage, type Stage } from "./stage.ts";

const zone = "Europe/Amsterdam";
const today = dayAt(Date.now(), zone);
const soon = addDays(today, 3);
const ten = { hour: 10, minute: 0 };

const moved = addDays(today, 20);

let stage: Stage;
let folder: string;

/** A calendar file with one day off: the one that a release is moved to. */
async function dayOff(): Promise<string> {
  const [begin, end] = [moved, addDays(moved, 1)].map((day) => day.replaceAll("-", ""));
  const event = [`UID:1`, `DTSTART;VALUE=DATE:${begin}`, `DTEND;VALUE=DATE:${end}`, "SUMMARY:Founders' day"];
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "BEGIN:VEVENT",
    ...event,
    "END:VEVENT",
    "END:VCALENDAR",
    "",
  ];
  const file = join(folder, "holidays.ics");
  await writeFile(file, lines.join("\r\n"));
  return file;
}

/** The plan's day is today, a patch ships in three days and weekly, a minor a day later in each month. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "slipway-plan-"));
  const source = await dayOff();
  stage = await openStage({
    settings: (settings) => {
      settings.timeZone = zone;
      for (const { allow } of settings.environments) allow.deploy = ["release-managers", "approvers"];
      settings.freezes = [];
      settings.holidays = { instead: "next working day", days: [], source };
      settings.cadence = {
        plan: { dates: [partsOf(today).date], time: { hour: 0, minute: 0 } },
        grace: 7 * 86_400,
        releases: [
          { kind: "patch", when: { weekdays: [{ weekday: weekdayOf(soon) }], time: ten } },
          { kind: "minor", when: { dates: [partsOf(addDays(today, 4)).date], time: ten } },
        ],
      };
    },
    product: async (product) => void (await product.release("not-a-version")),
  });
});

afterAll(async () => {
  await stage[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

function planned(words: string): Message | undefined {
  return stage.workspace
    .as("rosa")
    .ephemerals()
    .findLast((one) => wordsOf(one).includes(words));
}

/** The page of the patch release that ships in three days, as one person sees it now. */
async function pageOf(actor: Actor, words: string): Promise<Message> {
  await actor.asks(`show patch.${soon}`);
  return actor.hearsMessage(words);
}

test("the plan of the month is posted once, and every replica's beat leaves it at that", async () => {
  const card = await stage.cardOf(`Release plan: ${monthWords(today.slice(0, 7))}`);
  expect(wordsOf(card)).toContain("v1.5.0 is the newest version");
  // What was before the installation is none of its business.
  expect(wordsOf(card)).not.toContain("no version yet");
  await stage.actor("rosa").asks("status");
  const posts = stage.workspace.messages("releases").filter((one) => wordsOf(one).includes("Release plan:"));
  expect(posts).toHaveLength(1);
});

test("each release has a date, a kind and the version that it would have", async () => {
  const said = await stage.actor("rosa").asks(`plan ${soon.slice(0, 7)}`);
  expect(said).toContain("*v1.5.1* · patch · planned");
  expect(await stage.actor("rosa").asks("show 1.5.1")).toContain("v1.5.1 · planned");
});

test("the quarter is shown, and comes as a file", async () => {
  expect(await stage.actor("rosa").asks("calendar")).toContain("Release calendar:");
  const message = await stage.until(
    () => stage.workspace.calls().find(({ method }) => method === "files.completeUploadExternal"),
    "the calendar file",
  );
  expect(message.outcome).toBe("ok");
});

test("a release is moved by a person, and stays there", async () => {
  const rosa = stage.actor("rosa");
  await rosa.asks(`plan ${soon.slice(0, 7)}`);
  const plan = planned("v1.5.1");
  if (!plan) throw new Error("no plan");
  await rosa.clicks(plan, actions.moveRelease, `patch.${soon}`);
  await rosa.sees("Move v1.5.1");
  expect(
    await rosa.submits({ [actions.day]: addDays(today, -1), [actions.time]: "11:00", [actions.reason]: "x" }),
  ).toMatchObject({
    ok: true,
    answer: { errors: { day: expect.stringContaining("over") } },
  });
  await rosa.submits({
    [actions.day]: moved,
    [actions.time]: "11:00",
    [actions.reason]: "the auditors come",
  });
  await stage.until(() => wordsOf(plan).includes("You moved *v1.5.1*"), "the plan to be drawn anew");
  await stage.until(
    () => stage.workspace.messages("releases").find((one) => wordsOf(one).includes("the auditors come")),
    "the note",
  );
  await expect.poll(() => rosa.asks(`show patch.${soon}`)).toContain("moved by");
});

test("a day off of the calendar file is in the way of who moves and of who prepares", async () => {
  const rosa = stage.actor("rosa");
  const notes = stage.workspace.messages("releases").map(wordsOf);
  expect(notes.join("\n")).toContain("That day falls into Founders' day.");
  const page = planned("v1.5.1 · planned");
  if (!page) throw new Error("no page");
  await rosa.clicks(page, actions.prepareRelease);
  await rosa.sees("The planned day falls into Founders' day");
});

test("a release is skipped, and the one after it gets its version", async () => {
  const rosa = stage.actor("rosa");
  const minor = `minor.${addDays(today, 4)}`;
  const before = await rosa.asks(`show ${minor}`);
  const version = /v\d+\.\d+\.\d+/u.exec(before)?.[0] ?? "";
  const page = planned(version);
  if (!page) throw new Error("no page");
  await rosa.clicks(page, actions.skipRelease, minor);
  await rosa.sees(`Skip ${version}`);
  await rosa.submits({ [actions.reason]: "nothing is ready" });
  await stage.until(() => wordsOf(page).includes(`You skipped *${version}*`), "the page to be drawn anew");
  expect(wordsOf(page)).toContain("cancelled: nothing is ready");
  expect(buttonsOf(page)).toEqual([]);
  await expect.poll(() => rosa.asks(`show ${minor}`)).toContain("cancelled: nothing is ready");
  await expect.poll(() => rosa.asks(`show ${version}`)).toContain("planned");
});

test.each([
  ["plan Decembre", "is not a month"],
  ["plan 2026-13", "is not a month"],
  ["show", "Which release?"],
  ["show v9.9.9", "No release"],
  ["show v1.5.0", "v1.5.0 was neither planned nor prepared with Slipway"],
])("%s is answered with advice", async (line, words) => {
  expect(await stage.actor("rosa").asks(line)).toContain(words);
});

test("an engineer may look, and what everybody sees has no buttons of anybody's", async () => {
  const eli = stage.actor("eli");
  await eli.asks(`show patch.${soon}`);
  const own = stage.workspace.as("eli").ephemerals().at(-1);
  if (!own) throw new Error("no page");
  expect(buttonsOf(own)).toEqual([]);
  const question = stage.workspace.as("rosa").leave("when is it?", "C0RELEASES");
  await stage.actor("rosa").says(`@Slipway show patch.${soon}`, question.ts);
  const answerOf = (words: string) =>
    stage.until(
      () => stage.workspace.thread(question).find((one) => one.isBot && wordsOf(one).includes(words)),
      "an answer for everybody",
    );
  const page = await answerOf("· planned");
  expect(buttonsOf(page)).toEqual([]);
  expect(wordsOf(page)).toMatch(/`\/release show v\S+` offers what you may do/u);
  await stage.actor("rosa").says(`@Slipway plan ${soon.slice(0, 7)}`, question.ts);
  expect(buttonsOf(await answerOf("Release plan:"))).toEqual([]);
});

test("who moves or skips what somebody else has moved meanwhile is told what its date is now", async () => {
  const [rosa, ade] = [stage.actor("rosa"), stage.actor("ade")];
  const shown = await pageOf(rosa, "· planned");
  const older = await pageOf(ade, "· planned");
  await ade.clicks(older, actions.moveRelease);
  await ade.sees("Move v1.");
  await rosa.clicks(shown, actions.moveRelease);
  await rosa.sees("Move v1.");
  const eleven = { [actions.time]: "11:00", [actions.reason]: "the auditors stay" };
  await rosa.submits({ [actions.day]: addDays(moved, 1), ...eleven });
  expect(await ade.submits({ [actions.day]: addDays(moved, 4), ...eleven })).toMatchObject({
    answer: {
      errors: {
        day: expect.stringMatching(/^v1\S+ was moved .* 11:00 Europe\/Amsterdam \(“the auditors stay”\)/u),
      },
    },
  });
  await ade.clicks(older, actions.skipRelease);
  await ade.sees("Skip v1.");
  await rosa.clicks(shown, actions.moveRelease);
  await rosa.sees("Move v1.");
  await rosa.submits({ [actions.day]: addDays(moved, 2), ...eleven });
  expect(await ade.submits({ [actions.reason]: "nothing is ready" })).toMatchObject({
    answer: { errors: { reason: expect.stringContaining("was moved") } },
  });
});

test("an answer whose Prepare was confirmed is drawn anew, with what that came to", async () => {
  const rosa = stage.actor("rosa");
  const page = await pageOf(rosa, "· planned");
  await rosa.clicks(page, actions.prepareRelease);
  await rosa.sees("Files that change");
  await rosa.submits();
  await expect.poll(() => wordsOf(page)).toContain("is being prepared");
});

test("nothing can be done with a release while it is being prepared, wherever that is looked at", async () => {
  const [rosa, ade] = [stage.actor("rosa"), stage.actor("ade")];
  await stage.product.commit("feat: budgets");
  await rosa.asks(`timeline v1.9.0 --at "${today} 23:59"`);
  const card = await stage.cardOf("Release plan:", "*v1.9.0*");
  await stage.actor("eli").clicks(card, actions.moveRelease, "v1.9.0");
  expect(await stage.actor("eli").hears("You may not deploy to production.")).toContain("release-managers");
  await ade.asks("show v1.9.0");
  const older = await ade.hearsMessage("v1.9.0 · planned");
  await rosa.clicks(card, actions.prepareRelease, "v1.9.0");
  await rosa.sees("Files that change");
  await stage.product.away(true);
  await rosa.submits({ [actions.version]: "v1.9.0" });
  await stage.until(() => stage.messageAt(card, "being prepared at this moment"), "the plan to follow");
  await ade.clicks(older, actions.moveRelease);
  await stage.until(() => wordsOf(older).includes("v1.9.0 is being prepared at this moment."), "a refusal");
  expect(buttonsOf(older)).toEqual([actions.lookAgain]);
  await stage.product.away(false);
  const prepared = () => stage.messageAt(card, "*v1.9.0* · minor · prepared");
  expect(buttonsOf(await stage.until(prepared, "the plan to follow"))).toContain(actions.moveRelease);
  await ade.clicks(older, actions.lookAgain);
  await stage.until(() => wordsOf(older).includes("v1.9.0 · prepared"), "the page of now");
  expect(buttonsOf(older)).toContain(actions.moveRelease);
});
