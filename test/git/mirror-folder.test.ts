import { describe, expect, it } from "vitest";
import { locateMirror } from "../../src/git/mirror.ts";

const locate = (location: string): string =>
  locateMirror({ location, cacheFolder: "/cache", env: {} }).folder;

describe("the folder of a mirror", () => {
  it.each([
    [
      "https://rosa:secret@github.com/nexus/platform.git",
      "https%3A%2F%2Fgithub.com%2Fnexus%2Fplatform.git.git",
    ],
    ["git@github.com:../../nexus", "git%40github.com%3A..%2F..%2Fnexus.git"],
    ["/srv/git/100%", "%2Fsrv%2Fgit%2F100%25.git"],
  ])("of %j is %j", (location, name) => {
    expect(locate(location)).toBe(`/cache/${name}`);
  });

  it("refuses a location that is too long for a name", () => {
    expect(() => locate(`/${"x".repeat(300)}`)).toThrow(
      expect.objectContaining({ problem: expect.objectContaining({ code: "bad-configuration" }) }),
    );
  });
});
