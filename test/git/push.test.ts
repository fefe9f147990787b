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
    [
      "remote: Permission to nexus/platform.git denied to slipway.\nfatal: unable to access 'https://user:secret@host.example/x.git/': The requested URL returned error: 403",
      {
        outcome: "refused",
        words:
          "Permission to nexus/platform.git denied to slipway. fatal: unable to access 'https://…@host.example/x.git/': The requested URL returned error: 403",
      },
    ],
    [
      "ERROR: The key you are authenticating with has been marked as read only.\nfatal: Could not read from remote repository.",
      {
        outcome: "refused",
        words:
          "ERROR: The key you are authenticating with has been marked as read only. fatal: Could not read from remote repository.",
      },
    ],
    [
      "fatal: the receiving end does not support --atomic push",
      { outcome: "refused", words: "fatal: the receiving end does not support --atomic push" },
    ],
  ])("%j", (said, outcome) => {
    expect(outcomeOf(said, refs, remote)).toStrictEqual(outcome);
  });

  it.each([
    "fatal: the remote end hung up unexpectedly",
    "fatal: unable to access 'https://host.example/x.git/': The requested URL returned error: 503",
    "ssh: connect to host host.example port 22: Connection refused\nfatal: Could not read from remote repository.",
    "remote: a hook after the push: permission denied\nfatal: the remote end hung up unexpectedly",
  ])("knows nothing where git says nothing of the names: %s", (said) => {
    expect(() => outcomeOf(said, refs, remote)).toThrow(/hung up|503|Connection refused/u);
  });
});
