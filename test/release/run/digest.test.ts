import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Intent, planDigest } from "../../../src/release/run/digest.ts";
import { isJsonObject } from "../../../src/release/cluster/json.ts";
import type { Environment, Settings } from "../../../src/release/settings.ts";
import { commit, environment, object, otherCommit, plan, settings } from "./decisions.ts";

const { kind, version, waves } = plan();
const intent: Intent = { kind, version, commit, waves, environment: "production" };
const digest = planDigest(intent, environment(), settings());

/** The same value with the keys of every object the other way round. */
function reversed<T>(value: T): T {
  const text = JSON.stringify(value, (_key, part: unknown) =>
    isJsonObject(part) ? Object.fromEntries(Object.entries(part).toReversed()) : part,
  );
  const turned: T = JSON.parse(text);
  return turned;
}

describe("planDigest", () => {
  it("is SHA-256 in hexadecimal", () => {
    expect(digest).toMatch(/^[0-9a-f]{64}$/u);
  });

  it("is the same for the same plan with its keys in another order", () => {
    expect(planDigest(reversed(intent), reversed(environment()), reversed(settings()))).toBe(digest);
  });

  it("is the same after any manifest was stored and read again", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (spec) => {
        const manifest = object("ConfigMap", "any", { data: JSON.parse(JSON.stringify(spec)) });
        const given = {
          ...intent,
          waves: [{ name: "one", effects: [{ do: "apply" as const, object: manifest }] }],
        };
        const once = planDigest(given, environment(), settings());
        expect(planDigest(reversed(given), environment(), settings())).toBe(once);
      }),
    );
  });

  const moved: [string, Intent, Environment, Settings][] = [
    ["kind", { ...intent, kind: "rollback" }, environment(), settings()],
    ["version", { ...intent, version: "v1.5.1" }, environment(), settings()],
    ["commit", { ...intent, commit: otherCommit }, environment(), settings()],
    ["environment", { ...intent, environment: "staging" }, environment(), settings()],
    ["order of waves", { ...intent, waves: intent.waves.toReversed() }, environment(), settings()],
    ["manifest", { ...intent, waves: intent.waves.slice(1) }, environment(), settings()],
    [
      "number of approvals",
      intent,
      environment({ approvals: { needed: 1, expiresAfter: 3600 } }),
      settings(),
    ],
    ["namespace", intent, environment({ namespace: "other" }), settings()],
    ["rights", intent, environment({ allow: {} }), settings()],
    [
      "members of a role",
      intent,
      environment(),
      settings({ roles: { approvers: { groups: [], users: ["U6"] } } }),
    ],
  ];
  it.each(moved)("is another one for another %s", (_name, given, policy, product) => {
    expect(planDigest(given, policy, product)).not.toBe(digest);
  });

  it("does not depend on what only describes the moment", () => {
    const told = { ...plan(), changes: [], warnings: ["Careful."], from: "v1.0.0" };
    expect(planDigest(told, environment(), settings())).toBe(planDigest(plan(), environment(), settings()));
    expect(planDigest(intent, environment(), settings({ product: "Other" }))).toBe(digest);
  });
});
