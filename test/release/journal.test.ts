import { describe, expect, it } from "vitest";
import { chainHash, genesis } from "../../src/release/journal.ts";

function chain(...entries: string[]): string {
  return entries.reduce((previous, entry) => chainHash(previous, entry), genesis);
}

describe("chainHash", () => {
  it("begins with a hash of its own that no entry can have", () => {
    expect(genesis).toMatch(/^0{64}$/u);
    expect(chainHash(genesis, "{}")).toMatch(/^[0-9a-f]{64}$/u);
  });

  it("is what anybody can compute with sha256sum", () => {
    expect(chainHash(genesis, '{"id":"a"}')).toBe(
      "e609d782498bf53ebd3dc88b4b2467007f8b7474f94584cb8bdb0a3cf283cfe4",
    );
  });

  it("changes with every entry before it", () => {
    expect(chain("a", "b")).not.toBe(chain("b", "a"));
    expect(chain("a", "b", "c")).not.toBe(chain("a", "x", "c"));
    expect(chain("a", "b")).not.toBe(chain("ab"));
    expect(chain("a", "b")).toBe(chain("a", "b"));
  });
});
