import * as fc from "fast-check";
import { expect, test } from "vitest";
import { verbs } from "../../commands/index.ts";
import { present } from "../../commands/present.ts";
import { findVerb } from "../../commands/typed.ts";
import { readVersion } from "../../commands/verb.ts";
import { type Options, readWords } from "../../commands/words.ts";
import { makeProblem, ProblemError } from "../../src/release/problem.ts";
import { readSettings } from "../../src/config/file.ts";
import { expectMessage } from "../views/limits.ts";
import { readFileSync } from "node:fs";
import { badLines } from "./bad-lines.ts";
import { openStage } from "./stage.ts";
import { anyCharacter } from "../any-text.ts";

const known = [
  "v1.5.0 1.4.2 v9.9.9 staging production run-1 --reason --for --env --yes --emergency -- - 2h —yes".split(
    " ",
  ),
  ['"', "“", "”", "<@U0ADE|ade>", "&lt;", "*", "`", "__proto__", "\n"],
].flat();
const word = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...verbs.map(({ name }) => name), ...known) },
  { weight: 1, arbitrary: fc.constantFrom(...badLines.map(([line]) => line)) },
  { weight: 2, arbitrary: fc.string({ unit: anyCharacter, maxLength: 300 }) },
);
const sentence = fc.array(word, { maxLength: 8 }).map((all) => all.join(" "));
const options: Options = { reason: "text", for: "text", env: "text", yes: "flag", "take-over": "flag" };
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

test("ten thousand texts are read, or refused with words that Slack takes", () => {
  const file = readSettings(readFileSync(new URL("../../release.config.yaml", import.meta.url), "utf8"));
  if (!file.ok) throw new Error("the example does not hold");
  const { settings } = file;
  const read = (text: string): void => {
    const { rest } = findVerb(text, settings.command, verbs);
    for (const positional of readWords(rest, options).positionals) readVersion(positional, settings);
  };
  fc.assert(
    fc.property(sentence, (text) => {
      const refusal =
        raisedBy(() => read(text)) ?? new ProblemError(makeProblem("bad-text", "Read.", "Nothing."));
      expect(refusal).toBeInstanceOf(ProblemError);
      expectMessage(present(refusal, { log, settings }));
    }),
    { numRuns: 10_000 },
  );
});

function raisedBy(act: () => void): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}

test("whatever a guest types is answered to the guest alone, and nothing happens", async () => {
  await using stage = await openStage({ mode: "http" });
  const gus = stage.actor("gus");
  await fc.assert(
    fc.asyncProperty(sentence, async (text) => {
      expect(await gus.types(text)).toMatchObject({ ok: true });
      expect(gus.heard()).toHaveLength(1);
      expect(gus.heard()[0]).not.toContain("did not expect");
    }),
    { numRuns: 200 },
  );
  expect(gus.modal()).toBeUndefined();
  expect(
    stage.workspace.messages("releases").filter(({ ephemeralFor }) => ephemeralFor === undefined),
  ).toEqual([]);
  expect(await stage.actor("rosa").asks("history")).toContain("Nothing has happened");
});

test("whatever a release manager types is answered, with words or with a dialog", async () => {
  await using stage = await openStage({ mode: "http" });
  const rosa = stage.actor("rosa");
  await fc.assert(
    fc.asyncProperty(sentence, async (text) => {
      const dialogs = stage.workspace.calls("views.open").length;
      expect(await rosa.types(text)).toMatchObject({ ok: true });
      const isAnswered = () =>
        rosa.heard().length > 0 || stage.workspace.calls("views.open").length > dialogs;
      await stage.until(isAnswered, `an answer to ${JSON.stringify(text)}`);
      expect(rosa.heard().join("\n")).not.toContain("did not expect");
      for (let view = rosa.modal(); view; view = rosa.modal()) await stage.workspace.as("rosa").close(view);
    }),
    { numRuns: 100 },
  );
});
