import { describe, expect, it, vi } from "vitest";
import { wordsOf } from "../acceptance/actor.ts";
import { openScene, type Scene } from "./harness.ts";
import type { KillPoint } from "./kill-points.ts";

/** Every boundary between the claim of a notice and the receipt of its message. */
const points: KillPoint[] = [
  {
    name: "the notice is claimed",
    pattern: /"name":"announcement","kind":"announcement","outcome":"said"/,
    when: "before",
  },
  {
    name: "its claim is stored",
    pattern: /"name":"announcement","kind":"announcement","outcome":"said"/,
    when: "after",
  },
  {
    name: "its words are stored",
    pattern: /\r\nrelease\.v1\.5\.0\.announcement\.\d+\r\n\$\d+\r\nC0RELEASES\r\n/,
    when: "after",
  },
  { name: "it is in the journal", pattern: /"id":"notice\.v1\.5\.0\.announcement\.\d+\.told/, when: "after" },
];

function announcements({ workspace }: Scene): string[] {
  return workspace
    .messages("releases")
    .map(wordsOf)
    .filter((words) => words.includes("v1.5.0 is planned"));
}

// Three bots to a machine are enough; each of them mostly waits for a dead one's claim to lapse.
vi.setConfig({ maxConcurrency: 3 });

describe.concurrent("a bot that is killed while it says a notice", () => {
  it.for(points)("says it once, when $name", { timeout: 170_000 }, async ({ name, pattern, when }) => {
    await using scene = await openScene();
    const bot = await scene.start();
    let isThere = false;
    void bot.line.stopAt(pattern, when).then(() => (isThere = true));
    await scene.workspace.as("rosa").command("/release timeline v1.5.0 --at 7d");
    await scene.until(() => isThere, `the moment when ${name}`);
    await bot.kill();
    await scene.start();
    await scene.until(() => announcements(scene).length > 0, "the announcement");
    await scene.until(async () => {
      const claims = await scene.stores.notices.claims("v1.5.0");
      return claims.length > 0 && claims.every(({ message }) => message === undefined);
    }, "the receipt");
    expect(announcements(scene)).toHaveLength(1);
  });

  it("says it once with three bots, two of them killed on the way", { timeout: 170_000 }, async () => {
    await using scene = await openScene();
    const bots = await Promise.all([scene.start(), scene.start(), scene.start()]);
    await scene.workspace.as("rosa").command("/release timeline v1.5.0 --at 7d");
    await Promise.all(bots.slice(1).map((bot) => bot.kill()));
    await scene.until(() => announcements(scene).length > 0, "the announcement");
    const { notices } = scene.stores;
    await scene.until(async () => (await notices.claims("v1.5.0")).length === 1, "the record");
    expect(announcements(scene)).toHaveLength(1);
  });
});
