import { expect, test } from "vitest";
import { templateProblems } from "../../src/config-templates.ts";
import { timelineAt } from "../jobs/timeline/newsroom.ts";

test.each([
  ["in no state", "{{ version }} is {{ state }}{% if because != '' %}: {{ because }}{% endif %}", []],
  ["in every state", "{{ verson }}", ["verson"]],
  ["only when a release failed", "{% if state == 'failed' %}{{ reason }}{% endif %}", ["reason"]],
  ["only when it comes late", "{% if late %}{{ due | ago }}{% endif %}", ["ago"]],
  ["only when nobody manages it", "{% if manager == '' %}{{ nobody }}{% endif %}", ["nobody"]],
])("a template that is broken %s", async (_name, template, named) => {
  const timeline = timelineAt({ announcement: -600 });
  for (const rule of timeline.notices) rule.template = template;
  const problems = await templateProblems(timeline);
  expect(problems).toHaveLength(named.length);
  for (const [index, name] of named.entries()) expect(problems[index]?.what).toContain(name);
});
