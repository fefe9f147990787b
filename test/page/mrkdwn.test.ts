import * as fc from "fast-check";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { Mrkdwn } from "../../demo/workspace/page/mrkdwn.tsx";
import { draw } from "./draw.ts";

const drawn = (text: string): string =>
  draw(createElement(Mrkdwn, { text })).replace(/^<div class="mrkdwn">(.*)<\/div>$/s, "$1");

describe("mrkdwn", () => {
  test.each([
    ["*bold* and _italic_ and ~gone~", "<strong>bold</strong> and <em>italic</em> and <s>gone</s>"],
    ["snake_case_name stays, 2*3*4 too", "snake_case_name stays, 2*3*4 too"],
    ["`a *b* &lt;c&gt;`", "<code>a *b* &lt;c&gt;</code>"],
    ["*see `*` here*", "<strong>see <code>*</code> here</strong>"],
    ["a &amp; b &amp;lt;", "a &amp; b &amp;lt;"],
    ["<!here> <!subteam^S1>", "@here"],
    ["<@U1>, <@U9>", "@Rosa Vermeer"],
    ["<#C1>", "#releases"],
    ["<@U9>", "@U9"],
    [":rocket: :no_such_thing:", ":no_such_thing:"],
    ["<https://example.com/a?b=1&amp;c=2|the diff>", 'href="https://example.com/a?b=1&amp;c=2"'],
    ["<javascript:alert(1)|go>", '<span title="javascript:alert(1)">go</span>'],
    ["<!date^1700000000^{date_short} at {time}|later>", "Nov 14, 2023 at 11:13 PM"],
    ["<!date^999999999999^{date_short}|later>", "later"],
    ["&gt; quoted\n> twice", "<blockquote>"],
    ["before\n```\nline 1\n*line* 2\n```\nafter", "<pre>line 1\n*line* 2</pre>"],
    ["an open ``` stays", "an open ``` stays"],
  ])("%s", (text, expected) => {
    expect(drawn(text)).toContain(expected);
  });

  test("a label or text can never become HTML, whatever is written", () => {
    const pieces = fc.constantFrom("*", "_", "~", "`", "```", "<", ">", "|", "!date^1^{time}", "@U1", "&lt;");
    const words = fc.oneof(
      pieces,
      fc.constantFrom("<script>", '<img src="x">', "\n", " ", ":x:"),
      fc.string(),
    );
    const allowed = /^\/?(a|blockquote|br|button|code|div|em|mark|pre|s|span|strong|time)\b/;
    const check = fc.property(fc.array(words, { maxLength: 30 }), (parts) => {
      const tags = [...drawn(parts.join("")).matchAll(/<([^>]*)>/g)].map(([, tag]) => tag ?? "");
      for (const tag of tags) expect(tag).toMatch(allowed);
    });
    fc.assert(check, { numRuns: 500 });
  });

  test("drawing needs the directory, so a forgotten provider is noticed", () => {
    expect(() => renderToStaticMarkup(createElement(Mrkdwn, { text: "<@U1>" }))).toThrow("DirectoryContext");
  });
});
