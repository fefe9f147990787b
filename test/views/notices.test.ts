import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { noticeKinds, type NoticeRule } from "../../src/release/timeline/notice.ts";
import type { NoticeFacts } from "../../src/release/timeline/notice-facts.ts";
import { templateFields } from "../../src/release/timeline/notice-template.ts";
import type { Notice, NoticeState } from "../../src/release/timeline/timeline.ts";
import { courseStates, type Course } from "../../src/release/timeline/timeline-course.ts";
import type { Correction } from "../../src/release/timeline/timeline-corrections.ts";
import { kinds } from "../../src/release/version.ts";
import { renderTemplate } from "../../src/templates/liquid.ts";
import { drawMoveNoticeDialog } from "../../views/timeline/notice-dialogs.ts";
import { drawBuiltIn } from "../../views/timeline/notice.ts";
import { drawCorrection, drawMissed } from "../../views/timeline/notice-replies.ts";
import { drawTemplated } from "../../views/timeline/notice-templated.ts";
import { drawRetrospective, drawRetrospectiveDialog } from "../../views/timeline/retrospective-dialog.ts";
import { drawTimelineAnswer, drawTimelineCard } from "../../views/timeline/timeline.ts";
import { sampleNotice } from "../redis/samples.ts";
import { hostile, name, version } from "./facts.ts";
import { expectMessage, expectView } from "./limits.ts";

const at = fc.integer({ min: 0, max: 4_000_000_000_000 });
const user = fc.integer({ min: 10, max: 99 }).map((number) => `U${number}`);
const texts = fc
  .constantFrom(0, 1, 4, 30)
  .chain((length) => fc.array(hostile, { minLength: length, maxLength: length }));
const users = fc.array(user, { maxLength: 20 });

const course: fc.Arbitrary<Course> = fc.record(
  {
    state: fc.constantFrom(...courseStates),
    at,
    run: fc.constant("run-1"),
    startedAt: at,
    liveAt: at,
    by: version,
    because: hostile,
    again: fc.record({ left: version, kept: version, because: hostile }),
  },
  { requiredKeys: ["state"] },
);

const changes = fc.record(
  {
    commits: fc.constantFrom(0, 1, 5000),
    breaking: texts,
    features: texts,
    fixes: texts,
    others: texts,
    authors: texts,
    mentions: users,
    oldestAt: at,
    left: fc.record({ breaking: fc.nat(), features: fc.nat(), fixes: fc.nat(), others: fc.nat() }),
  },
  {
    requiredKeys: ["commits", "breaking", "features", "fixes", "others", "authors", "mentions"],
  },
);

const watched = fc.oneof(
  fc.record({ state: fc.constant("as released" as const), workloads: fc.nat(200) }),
  fc.record({ state: fc.constant("drifted" as const), workloads: fc.nat(200), drifts: texts }),
  fc.record({ state: fc.constant("unknown" as const), because: hostile }),
);

const rate = fc.double({ min: 0, max: 1, noNaN: true });

const facts: fc.Arbitrary<NoticeFacts> = fc.record(
  {
    product: hostile.map((text) => text.slice(0, 300)),
    command: fc.constant("/release"),
    environment: name,
    version,
    kind: fc.constantFrom(...kinds),
    notice: fc.record({
      kind: fc.constantFrom(...noticeKinds),
      due: at,
      isLate: fc.boolean(),
      isShortNotice: fc.boolean(),
    }),
    now: at,
    course,
    target: at,
    manager: fc.record({ user, name: hostile }, { requiredKeys: ["user"] }),
    changes,
    approvals: fc.record({ needed: fc.nat(5), given: texts, approvers: texts, isAsked: fc.boolean() }),
    checklist: fc.record({ done: fc.nat(99), all: fc.nat(99), open: texts }),
    freezes: texts,
    steps: fc.record({ done: fc.nat(99), all: fc.nat(99), current: name }, { requiredKeys: ["done", "all"] }),
    checks: fc.array(fc.record({ name: hostile, isDone: fc.boolean() }), { maxLength: 12 }),
    watched,
    kpis: fc.record(
      { deploys: fc.nat(200), successRate: rate, rollbackRate: rate, recoveryTime: at, leadTime: at },
      { requiredKeys: ["deploys"] },
    ),
    watchLink: fc.constant("https://local.slack.example/archives/C1/p1"),
    compareLink: fc.constant("https://github.com/nexus/platform/compare/v1.4.2...v1.5.0"),
  },
  {
    requiredKeys: [
      "product",
      "command",
      "environment",
      "version",
      "kind",
      "notice",
      "now",
      "course",
      "approvals",
      "freezes",
      "checks",
    ],
  },
);

const rule: fc.Arbitrary<NoticeRule> = fc.record({
  name,
  kind: fc.constantFrom(...noticeKinds),
  offset: fc.integer(),
  medium: fc.constant("slack" as const),
  audience: name,
  for: fc.constant([...kinds]),
});

const states: NoticeState[] = ["due", "late", "said", "corrected", "withdrawn", "missed"];
const notice: fc.Arbitrary<Notice> = fc.record(
  {
    key: name,
    rule,
    due: at,
    anchor: at,
    state: fc.constantFrom(...states),
    isShortNotice: fc.boolean(),
    isEstimate: fc.boolean(),
    saidAt: at,
    because: hostile,
  },
  { requiredKeys: ["key", "rule", "due", "anchor", "state", "isShortNotice", "isEstimate"] },
);

describe("notices keep Slack's limits and tame every text", () => {
  it.each(noticeKinds)("%s, with five thousand commits and worse", (kind) => {
    expect.hasAssertions();
    fc.assert(
      fc.property(facts, (some) => expectMessage(drawBuiltIn({ ...some, notice: { ...some.notice, kind } }))),
      { numRuns: 60 },
    );
  });

  it("in an installation's own words", () => {
    expect.hasAssertions();
    const template =
      "{{ product }} {{ version }} is {{ state }}: {{ because }}\n\n{% for item in features %}• {{ item }}\n{% endfor %}\n\n{{ target | moment }} {{ manager | mention }}";
    fc.assert(
      fc.property(facts, (some) =>
        expectMessage(drawTemplated(renderTemplate(template, templateFields(some)), some)),
      ),
      { numRuns: 60 },
    );
    fc.assert(
      fc.property(
        facts,
        fc.constantFrom("", "\n\n", "x\n\n".repeat(500), "y".repeat(20_000)),
        (some, words) => {
          const { blocks } = drawTemplated(words, some);
          expect(blocks.length).toBeLessThanOrEqual(42);
        },
      ),
      { numRuns: 20 },
    );
  });

  it("the overview, for all and for one", () => {
    expect.hasAssertions();
    const many = fc
      .constantFrom(0, 6, 30)
      .chain((length) => fc.array(notice, { minLength: length, maxLength: length }));
    fc.assert(
      fc.property(
        many,
        course,
        version,
        name,
        fc.boolean(),
        (notices, where, one, environment, mayChange) => {
          const view = {
            product: "Nexus",
            version: one,
            environment: { name: environment },
            course: where,
            notices,
          };
          expectMessage(drawTimelineCard(view));
          expectMessage(drawTimelineAnswer({ ...view, id: one, mayChange, now: 0 }));
        },
      ),
      { numRuns: 60 },
    );
  });

  it("corrections, what was missed, and the dialog", () => {
    expect.hasAssertions();
    const record = sampleNotice();
    const correction: fc.Arbitrary<Correction> = fc.oneof(
      fc.record(
        {
          record: fc.constant(record),
          what: fc.constant("planned anew" as const),
          was: version,
          moved: fc.record({ from: at, to: at }, { requiredKeys: [] }),
        },
        { requiredKeys: ["record", "what", "moved"] },
      ),
      fc.record(
        { record: fc.constant(record), what: fc.constant("cancelled" as const), because: hostile },
        { requiredKeys: ["record", "what"] },
      ),
      fc.record({ record: fc.constant(record), what: fc.constant("turned" as const), course }),
    );
    fc.assert(
      fc.property(correction, notice, version, name, (some, missed, one, environment) => {
        expectMessage(drawCorrection(some, one, environment));
        expectMessage(drawMissed(missed));
        const learnt = { well: missed.because ?? "", wrong: environment, change: "x".repeat(500) };
        expectMessage(drawRetrospective(one, environment, learnt));
        expectView(drawRetrospectiveDialog(one));
        expectView(
          drawMoveNoticeDialog({ name: environment, value: `${one}/start/1`, timeZone: "Europe/Berlin" }),
        );
      }),
      { numRuns: 60 },
    );
  });
});

it("marks what comes late, and what comes at short notice", () => {
  const [some] = fc.sample(facts, { numRuns: 1, seed: 1 });
  if (!some) throw new Error("no sample");
  const late = { ...some, notice: { ...some.notice, due: 0, isLate: true }, now: 3_600_000 };
  expect(JSON.stringify(drawBuiltIn(late).blocks)).toContain("This comes 1h late");
  const short = { ...some, notice: { ...some.notice, isLate: false, isShortNotice: true } };
  expect(JSON.stringify(drawBuiltIn(short).blocks)).toContain("At short notice");
});
