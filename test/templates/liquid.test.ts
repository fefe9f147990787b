import { describe, expect, it, test } from "vitest";
import { exampleFields } from "../../src/release/timeline/notice-template.ts";
import { ProblemError } from "../../src/release/problem.ts";
import { renderTemplate } from "../../src/templates/liquid.ts";

function problemOf(template: string): string {
  try {
    return renderTemplate(template, exampleFields);
  } catch (error) {
    if (error instanceof ProblemError) return `${error.problem.code}: ${error.problem.what}`;
    throw error;
  }
}

describe("a template of a notice", () => {
  it("fills in what is known", () => {
    const template =
      "{{ product }} {{ version }}: {% for item in features %}• {{ item }} {% endfor %}{{ target | moment }} {{ manager | mention }}";
    const words = renderTemplate(template, exampleFields);
    expect(words).toMatch(/^Nexus Financial Platform v1\.5\.0: • instant payments <!date\^\d+\^/u);
    expect(words).toContain("<@U0123SARA>");
  });

  it("escapes everything that comes from outside", () => {
    const fields = { ...exampleFields, features: ["<!channel> & <@U0EVIL>"], manager: "<!here>" };
    expect(renderTemplate("{{ features[0] }}{{ manager | mention }}", fields)).toBe(
      "&lt;!channel&gt; &amp; &lt;@U0EVIL&gt;",
    );
  });

  it("says so where a moment is not known", () => {
    expect(renderTemplate("{{ target | moment }}", { ...exampleFields, target: null })).toBe(
      "at a time that is not known yet",
    );
  });
});

test.each([
  ["{{ versoin }}", "bad-template: A template of the timeline is broken: undefined variable: versoin"],
  ["{{ version | shout }}", "undefined filter: shout"],
  ["{% if late %}late", "tag {% if late %} not closed"],
  ["{{ version", "not closed"],
  ["{{ version.constructor.name }}", "undefined variable"],
  ["{% include 'secrets' %}", "bad-template"],
  ["{% for i in (1..100000000) %}x{% endfor %}", "bad-template"],
])("%s is a problem", (template, words) => {
  expect(problemOf(template)).toContain(words);
});
