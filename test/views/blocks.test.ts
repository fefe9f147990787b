import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { code, cut, escape, lines, moment } from "../../views/blocks.ts";
import { hostile } from "./facts.ts";
import { anyCharacter } from "../any-text.ts";

const anything = fc.oneof(hostile, fc.string({ unit: anyCharacter }), fc.string({ unit: "grapheme" }));
const length = fc.integer({ min: 1, max: 400 });

describe("escape and code", () => {
  it("leave nothing alive", () => {
    fc.assert(
      fc.property(anything, (text) => {
        for (const safe of [escape(text), code(text)]) {
          expect(safe).not.toMatch(/[<>]/u);
          expect(safe).not.toMatch(/&(?!amp;|lt;|gt;)/u);
        }
      }),
    );
  });

  it("keep a code span on one line and closed at its end only", () => {
    fc.assert(
      fc.property(anything, (text) => {
        const span = code(text);
        expect(span.slice(1, -1)).not.toMatch(/[`\n\r]/u);
        expect(span.startsWith("`") && span.endsWith("`")).toBe(true);
      }),
    );
  });

  it.each([
    ["<!channel>", "&lt;!channel&gt;"],
    ["<@U123>", "&lt;@U123&gt;"],
    ["<http://evil|ok>", "&lt;http://evil|ok&gt;"],
    ["R&D", "R&amp;D"],
    ["&lt;", "&amp;lt;"],
  ])("write %s as %s", (text, safe) => {
    expect(escape(text)).toBe(safe);
  });
});

describe("cut", () => {
  it("never exceeds the length and leaves short texts alone", () => {
    fc.assert(
      fc.property(anything, length, (text, most) => {
        const short = cut(text, most);
        expect(short.length).toBeLessThanOrEqual(most);
        expect(text.length > most || short === text).toBe(true);
      }),
    );
  });

  it("never splits what people see as one character", () => {
    const segmenter = new Intl.Segmenter("en");
    const graphemes = fc.array(fc.constantFrom("👩‍👩‍👧‍👦", "é", "🇩🇪", "ก็", "a", "\r\n"), { maxLength: 60 });
    fc.assert(
      fc.property(graphemes, length, (parts, most) => {
        const text = parts.join("");
        const boundaries = new Set(
          [...segmenter.segment(text)].map(({ index }) => index).concat(text.length),
        );
        const short = cut(text, most);
        const kept = short === text ? text : short.slice(0, -1);
        expect(text.startsWith(kept)).toBe(true);
        expect(boundaries.has(kept.length)).toBe(true);
      }),
    );
  });

  it.each([
    ["an escaped character", "Tom &amp; Jerry", 8, "Tom …"],
    ["a mention", "asked by <@U0123456> yesterday", 16, "asked by …"],
    ["a date", `since ${moment(0)}, then`, 30, "since …"],
    ["a family", "👩‍👩‍👧‍👦 and more", 5, "…"],
  ])("leaves out %s rather than half of it", (_name, text, most, expected) => {
    expect(cut(text, most)).toBe(expected);
  });
});

describe("lines", () => {
  it("stay inside the length, and count what is left out", () => {
    fc.assert(
      fc.property(
        fc.array(hostile, { maxLength: 80 }),
        fc.nat(40),
        fc.integer({ min: 0, max: 3000 }),
        (texts, most, size) => {
          const told = lines(texts, most, size);
          const count = /_and (\d+) more_$/u.exec(told);
          expect(told.length).toBeLessThanOrEqual(size + `\n_and ${texts.length} more_`.length);
          expect(Number(count?.[1] ?? 0)).toBeLessThanOrEqual(texts.length);
        },
      ),
    );
    expect(lines(["a", "b", "c"], 2, 100)).toBe("a\nb\n_and 1 more_");
  });
});
