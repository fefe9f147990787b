import { describe, expect, it } from "vitest";
import { closest } from "../../src/release/closest.ts";

describe("closest", () => {
  it.each([
    ["stagin", ["production", "staging"], ["staging"]],
    ["PROD", ["production", "staging"], ["production"]],
    ["v1.5.o", ["v1.5.0", "v1.5.1", "v9.9.9-rc.1"], ["v1.5.0", "v1.5.1"]],
    ["deplyo", ["deploy", "diff", "history"], ["deploy"]],
    ["hlep", ["help", "hold"], ["help"]],
    ["fro", ["for", "to"], ["for"]],
    ["stauts v1.5.0", ["status", "v1.5.0"], []],
    ["loc", ["lock", "diff"], ["lock"]],
    ["at", ["by", "to", "as"], ["as"]],
    ["x", ["go", "id"], []],
    ["banana", ["deploy", "diff"], []],
    ["", ["deploy"], []],
    ["x".repeat(5000), ["deploy"], []],
  ])("for %.20s finds the likely ones", (typed, candidates, expected) => {
    expect(closest(typed, candidates, 3)).toEqual(expected);
  });

  it("answers no more than asked for, each once", () => {
    expect(closest("v1.0.0", ["v1.0.1", "v1.0.1", "v1.0.2", "v1.0.3"], 2)).toEqual(["v1.0.1", "v1.0.2"]);
  });
});
