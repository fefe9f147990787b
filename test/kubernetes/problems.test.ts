import { expect, test } from "vitest";
import { wordsOf } from "../../src/kubernetes/problems.ts";

const pods = `Name:"main", Image:"app:2", ${"Command:[]string(nil), ".repeat(60)}`;

test.each([
  [
    "Go, as servers wrote it for years",
    `core.PodTemplateSpec{ObjectMeta:v1.ObjectMeta{}, Spec:core.PodSpec{${pods}}}`,
  ],
  ["JSON", `{"labels":{"job-name":"m"},"Spec":{"Containers":[{${pods}}]}}`],
])("a refusal leaves whole objects out, and keeps what is said of them: %s", (_name, value) => {
  const message = `Job.batch "m" is invalid: spec.template: Invalid value: ${value}: field is immutable`;
  expect(wordsOf({ status: 422, text: JSON.stringify({ message }) })).toBe(
    'Job.batch "m" is invalid: spec.template: field is immutable',
  );
});
