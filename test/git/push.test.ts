import { describe, expect, it } from "vitest";
import { outcomeOf } from "../../src/git/push.ts";
import { describeRemote } from "../../src/git/remote.ts";

const line = (ref: string, words: string): string => `!\tx:${ref}\t${words}`;

describe("reading the answer to a push", () => {
  const remote = describeRemote("https://user:secret@host.example/x.git", {});
  const refs = { commit: "1".repeat(40), branch: "main", tag: "v1.5.0" };
  const main = "refs/heads/main";
  const tag = "refs/tags/v1.5.0";

  it.each([
    [line(main, "[rejected] (fetch first)"), { outcome: "moved" }],
    [
      line(main, "[remote rejected] (cannot lock ref 'refs/heads/main': is at 1 but expected 2)"),
      { outcome: "moved" },
    ],
    [
      `${line(main, "[rejected] (atomic push failed)")}\n${line(tag, "[rejected] (already exists)")}`,
      { outcome: "tag exists" },
    ],
    [
      `remote: error: rule: signed only \nremote: see https://user:secret@host.example\n${line(main, "[remote rejected] (protected branch hook declined)")}`,
      {
        outcome: "refused",
        words:
          "error: rule: signed only see https://…@host.example [remote rejected] (protected branch hook declined)",
      },
    ],
    [
      `remote: error: cannot lock ref 'refs/heads/main': is at 1 but expected 2\n${line(main, "[remote rejected] (atomic transaction failed)")}`,
      { outcome: "moved" },
    ],
    [
      line(
        main,
        "[remote rejected] (cannot lock ref 'refs/heads/main': 'refs/heads' exists; cannot create 'refs/heads/main')",
      ),
      {
        outcome: "refused",
        words:
          "[remote rejected] (cannot lock ref 'refs/heads/main': 'refs/heads' exists; cannot create 'refs/heads/main')",
      },
    ],
    [
      `remote: a hook says fetch first\n${line(main, "[remote rejected] (pre-receive hook declined)")}`,
      {
        outcome: "refused",
        words: "a hook says fetch first [remote rejected] (pre-receive hook declined)",
      },
    ],
  ])("%j", (said, outcome) => {
    expect(outcomeOf(said, refs, remote)).toStrictEqual(outcome);
  });

  it("knows nothing where git says nothing of the names", () => {
    expect(() => outcomeOf("fatal: the remote end hung up unexpectedly", refs, remote)).toThrow(/hung up/u);
  });
});
