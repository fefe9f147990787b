import { afterAll, beforeAll, expect, test } from "vitest";
import { actions, shortcuts } from "../../views/ids.ts";
import { ship, stageOnly } from "./acts.ts";
import { wordsOf } from "./actor.ts";
import { openStage, type Stage } from "./stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
  await ship(stage, "v1.4.2");
});

afterAll(() => stage[Symbol.asyncDispose]());

test("the command alone shows the help, whose buttons begin what they say", async () => {
  const rosa = stage.actor("rosa");
  const help = await rosa.asks("");
  for (const verb of ["deploy", "rollback", "diff", "status", "history", "lock", "hold", "cancel", "doctor"])
    expect(help).toContain(`/release ${verb}`);
  const message = stage.workspace.ephemerals("rosa").at(-1);
  if (!message) throw new Error("no help");
  await rosa.clicks(message, actions.helpStatus);
  await rosa.hears("v1.4.2", "production");
  await rosa.clicks(message, actions.helpHistory);
  await rosa.hears("v1.4.2 → production");
  await rosa.clicks(message, actions.helpDeploy);
  await rosa.sees("Nothing is deployed yet");
  await rosa.clicks(message, actions.helpRollback);
  await rosa.hears("Nothing but what is live was ever verified on production.");
});

test("a mention in a thread is answered in the thread", async () => {
  const parent = stage.workspace.as("rosa").leave("how do we stand?", "C0RELEASES");
  await stage.actor("eli").says("@Slipway status", parent.ts);
  const answer = await stage.until(
    () => stage.workspace.thread(parent).find(({ isBot }) => isBot),
    "an answer",
  );
  expect(wordsOf(answer)).toContain("v1.4.2");
  await stage.actor("gus").says("@Slipway deploy v1.5.0 staging", parent.ts);
  await stage.reply(parent, "Guests cannot work with releases.");
  await stage.actor("rosa").says("@Slipway deploy", parent.ts);
  await stage.reply(parent, "This needs a dialog");
});

test("a dialog that Slack does not show is told, not left out", async () => {
  const rosa = stage.actor("rosa");
  stage.workspace.faults.next("views.open", { kind: "api-error", error: "fatal_error" });
  await rosa.types("rollback v1.4.1");
  const heard = await rosa.hears("Slack did not show the dialog");
  expect(heard).toContain("(no clear answer came in time). Try again in a moment.");
});

test("both shortcuts do what the manifest promises", async () => {
  const rosa = stage.actor("rosa");
  await rosa.shortcut(shortcuts.start);
  await rosa.sees("Nothing is deployed yet");
  const about = stage.workspace.as("ade").leave("is v1.4.2 out?", "C0RELEASES");
  await rosa.shortcut(shortcuts.status, about);
  await rosa.hears("v1.4.2");
  const gus = stage.actor("gus");
  await gus.shortcut(shortcuts.start);
  expect(gus.modal()).toBeUndefined();
});

test("the home tab shows what waits for me, and nothing to guests", async () => {
  await stageOnly(stage, "v1.5.0");
  await stage.actor("rosa").types("deploy v1.5.0 production");
  const card = await stage.cardOf("v1.5.0 → production");
  for (const [who, isAsked] of [
    ["ade", true],
    ["rosa", false],
  ] as const) {
    await stage.actor(who).openHome();
    const home = await stage.until(() => stage.workspace.home(who), "a home tab");
    expect(wordsOf(home).includes("Nothing waits for you")).toBe(!isAsked);
    expect(wordsOf(home)).toContain("v1.4.2");
  }
  await stage.actor("gus").openHome();
  const home = await stage.until(() => stage.workspace.home("gus"), "a home tab");
  expect(wordsOf(home)).not.toContain("v1.4.2");
  await stage.actor("rosa").clicks(card, actions.cancel);
});

test("dialogs say what is wrong at the field, and do what they say once it is right", async () => {
  const rosa = stage.actor("rosa");
  await rosa.types("deploy v7.7.7");
  await rosa.sees("v7.7.7");
  await rosa.submits({ [actions.version]: "seven" });
  expect(rosa.modal()?.errors).toMatchObject({
    version: expect.stringContaining('"seven" is not a version'),
  });
  await rosa.types("lock");
  await rosa.sees("Like 45m, 2h or 1d");
  await rosa.submits({
    [actions.environment]: "production",
    [actions.reason]: "audit",
    [actions.duration]: "soon",
  });
  expect(rosa.modal()?.errors).toMatchObject({ duration: expect.stringContaining("not a length of time") });
  await rosa.submits({
    [actions.environment]: "production",
    [actions.reason]: "audit",
    [actions.duration]: "45m",
  });
  expect(await rosa.asks("status production")).toContain("audit");
  await rosa.asks("unlock production");
  await rosa.types("hold");
  await rosa.sees("Hold a version back");
  await rosa.submits({ [actions.version]: "v1.4.1", [actions.reason]: "rounding" });
  expect(await rosa.asks("status v1.4.1")).toContain("on hold");
});

test("a diff tells what would change, and nothing is done", async () => {
  const eli = stage.actor("eli");
  const image = await stage.imageOf("production");
  await eli.types("diff v1.5.0 production");
  await eli.hears("Nothing was done", "nexus-app", "INSTANT_PAYMENTS");
  await eli.types("diff");
  await eli.sees("Shows what a deploy would change");
  await eli.submits({ [actions.version]: "v1.5.0", [actions.environment]: "production" });
  await eli.hears("Nothing was done", "v1.5.0 → production: what would change");
  expect(await stage.imageOf("production")).toBe(image);
});

test("a click that Slack delivers twice counts once", async () => {
  stage.workspace.trouble({ fault: "duplicate-next" });
  const rosa = stage.actor("rosa");
  await rosa.types("deploy v1.5.0 production");
  await stage.cardOf("v1.5.0 → production · awaiting approval");
  const cards = stage.workspace
    .messages("releases")
    .filter((one) => wordsOf(one).includes("v1.5.0 → production · awaiting"));
  expect(cards).toHaveLength(1);
});

test("the doctor says that all is well", async () => {
  const said = await stage.actor("eli").asks("doctor");
  expect(said).toContain("Everything that Slipway needs is well.");
  for (const part of [
    "Repository",
    "Cluster of staging",
    "Cluster of production",
    "Slack",
    "Queue",
    "Journal",
  ])
    expect(said).toContain(`:white_check_mark: *${part}*`);
});
