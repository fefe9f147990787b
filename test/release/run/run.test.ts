import { describe, expect, it } from "vitest";
import { isSamePerson } from "../../../src/release/people.ts";
import { runIdOf } from "../../../src/release/request.ts";

describe("isSamePerson", () => {
  it.each([
    ["the same ids", { user: "U1", team: "T1" }, true],
    ["another user", { user: "U2", team: "T1" }, false],
    ["the same user id in another team", { user: "U1", team: "T2" }, false],
  ])("%s", (_name, other, same) => {
    expect(isSamePerson({ user: "U1", team: "T1" }, other)).toBe(same);
  });
});

describe("runIdOf", () => {
  it("is the same for the same request, and another for another", () => {
    expect(runIdOf("ask-0123abcd")).toBe("run-0123abcd");
    expect(runIdOf("ask-0123abcd")).not.toBe(runIdOf("ask-0123abce"));
  });
});
