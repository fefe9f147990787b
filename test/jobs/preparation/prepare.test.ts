import { beforeEach, describe, expect, it } from "vitest";
import { away, base, cut, deliver, later, makeScene, minute, partsOf, type Scene } from "./preparing.ts";

let scene: Scene;

beforeEach(() => {
  scene = makeScene();
});

describe("a preparation", () => {
  it("ends in the thread and on the host also when git fails right after the push", async () => {
    scene.troubleAtEnd = away();
    await expect(deliver(scene)).rejects.toThrow(/away/u);
    expect(scene.stored?.state).toBe("prepared");
    scene.troubleAtEnd = undefined;
    expect(await deliver(scene)).toBe("ended");
    expect(scene.enqueued).toStrictEqual(["publish", "calendar"]);
  });

  it("rests where the host speaks of a push that nobody has made, and ends with its words", async () => {
    scene.answers = Array.from({ length: 5 }, () => ({ outcome: "moved" }));
    expect(await deliver(scene)).toBe(0);
    expect(await deliver(scene)).toBeGreaterThan(0);
    scene.now = 25 * 60 * minute;
    expect(await deliver(scene)).toBe("ended");
    expect(scene.stored).toMatchObject({ state: "failed", problem: { code: "git-unavailable" } });
  });

  it("does not say that nothing was written after a push whose end nobody knows", async () => {
    scene.answers = [away(), away()];
    expect(await deliver(scene)).toBe(2000);
    scene.now = 40 * minute;
    expect(await deliver(scene)).toBe(30_000);
    scene.tags.push({ tag: "v1.5.0", commit: cut });
    expect(await deliver(scene)).toBe("ended");
    expect(scene.stored).toMatchObject({ state: "prepared", commit: cut });
    expect(scene.pushes).toBe(2);
  });

  it("says that nobody knows what was written, when that is so to the end", async () => {
    scene.answers = [away(), away()];
    await deliver(scene);
    scene.now = 25 * 60 * minute;
    expect(await deliver(scene)).toBe("ended");
    const said = JSON.stringify(scene.said);
    expect(said).not.toContain("nothing was written");
    expect(said).toContain("not known whether its commit and tag are in the repository");
  });

  it("gives up a repository that was away before anything was pushed after half an hour", async () => {
    scene.now = 31 * minute;
    const parts = partsOf(scene);
    const git = { ...parts.git, refresh: () => Promise.reject(away()) };
    expect(await deliver(scene, { ...parts, git })).toBe("ended");
    expect(scene.stored).toMatchObject({ state: "failed" });
    expect(JSON.stringify(scene.said)).toContain("nothing was written");
  });

  it.each([
    ["as it was left", { planned: "minor.2026-12-07", target: 9 }, 9],
    ["nowhere, where the one that was shown was left empty", { planned: "minor.2026-12-07" }, undefined],
  ])("has its date %s", async (_name, chosen, target) => {
    scene.planned = {
      version: "v1.6.0",
      kind: "minor",
      branch: "main",
      state: "planned",
      target: 5,
      occurrence: "minor.2026-12-07",
      rev: 3,
    };
    if (scene.stored) scene.stored = { ...scene.stored, ...chosen };
    expect(await deliver(scene)).toBe("ended");
    expect(scene.saved).toMatchObject({
      version: "v1.5.0",
      state: "prepared",
      occurrence: "minor.2026-12-07",
    });
    expect(scene.saved?.target).toBe(target);
  });

  it.each([
    ["the branch moved", { tip: later }],
    [
      "a version was made on what people saw",
      {
        tags: [
          { tag: "v1.4.2", commit: "a".repeat(40) },
          { tag: "v1.6.0", commit: base },
        ],
      },
    ],
  ])("is to be confirmed again where %s before the first push", async (_name, change) => {
    Object.assign(scene, change);
    expect(await deliver(scene)).toBe("ended");
    expect([scene.stored?.state, scene.pushes]).toStrictEqual(["outdated", 0]);
  });
});
