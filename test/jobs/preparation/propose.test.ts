import { expect, it } from "vitest";
import { proposeJob } from "../../../jobs/preparation/propose.ts";
import { createLog } from "../../../src/log.ts";
import { makeProblem, ProblemError } from "../../../src/release/problem.ts";
import { person } from "../../release/run/decisions.ts";
import { away, base, makeScene, partsOf, type Scene } from "./preparing.ts";

const origin = { in: "home" as const };

/** What the dialog shows when a preparation whose notes were edited at `shown` is proposed again. */
async function proposeAgain(scene: Scene, shown: string, harm?: ProblemError): Promise<string> {
  const parts = partsOf(scene);
  const check = () => (harm ? Promise.reject(harm) : Promise.resolve());
  const views: unknown[] = [];
  const notes = { base: shown, sections: [{ title: "New Features" as const, text: "- Exports, at last" }] };
  scene.stored = scene.stored && { ...scene.stored, state: "outdated", notes };
  const reachableTags = (ref: string) =>
    ref === base ? Promise.resolve(scene.tags) : Promise.reject(away());
  const job = proposeJob({
    ...parts,
    git: { ...parts.git, reachableTags },
    writer: { ...parts.writer, check },
    log: createLog({ level: "silent", secrets: [] }),
    dialogs: {
      open: () => Promise.resolve("V1"),
      update: (_id, view) => Promise.resolve(void views.push(view)),
      publish: () => Promise.resolve(),
    },
  });
  const request = { by: person("U1"), at: 1, view: "V1", channel: "C1", earlier: "prepare-1", origin };
  await job({ request }, { signal: AbortSignal.timeout(5000), redeliver: () => Promise.reject(away()) });
  return JSON.stringify(views);
}

it("keeps what was edited, and says so where its commits are gone after a forced push", async () => {
  expect(await proposeAgain(makeScene(), base)).toContain("Exports, at last");
  const said = await proposeAgain(makeScene(), "e".repeat(40));
  expect(said).not.toContain("Exports, at last");
  expect(said).toContain("are of commits that are gone");
  expect(said).toContain("v1.5.0");
});

it("shows no edit that will be refused when it is pushed, but says why", async () => {
  const what = "CHANGELOG.md cannot be changed without harm.";
  const harm = new ProblemError(makeProblem("version-files", what, "Name the file itself."));
  const said = await proposeAgain(makeScene(), base, harm);
  expect(said).toContain(what);
  expect(said).not.toContain("Files that change");
  expect(said).not.toContain('"submit"');
});

it("lets the dialog carry where it was opened", async () => {
  expect(await proposeAgain(makeScene(), base)).toContain('"private_metadata":"origin {\\"in\\":\\"home\\"}');
});
