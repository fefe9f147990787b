import { describe, expect, it } from "vitest";
import { decideAccess, decideLift, environmentsFor, rolesAllowed } from "../../src/release/access.ts";
import type { PersonFacts } from "../../src/release/people.ts";
import { type Permission, permissions } from "../../src/release/settings.ts";
import { environment, member, settings } from "./run/decisions.ts";

const target = environment();

function access(asker: PersonFacts, permission: Permission, allow = target.allow): string {
  const result = decideAccess({
    asker,
    permission,
    settings: settings(),
    environment: environment({ allow }),
  });
  return result.outcome === "allowed" ? "allowed" : result.problem.code;
}

describe("decideAccess", () => {
  const cases: [string, PersonFacts, Permission, string][] = [
    ["a release manager may deploy", member("U1", "release-managers"), "deploy", "allowed"],
    ["an approver may approve", member("U2", "approvers"), "approve", "allowed"],
    ["one of several roles is enough", member("U4", "engineers", "on-call"), "rollback", "allowed"],
    ["an approver may not deploy", member("U2", "approvers"), "deploy", "not-allowed"],
    [
      "a release manager may not use the emergency path",
      member("U1", "release-managers"),
      "emergency",
      "not-allowed",
    ],
    ["an engineer may look", member("U5"), "view", "allowed"],
    ["an engineer may not cancel", member("U5", "engineers"), "cancel", "not-allowed"],
  ];
  it.each(cases)("%s", (_name, asker, permission, expected) => {
    expect(access(asker, permission)).toBe(expected);
  });

  it.each(["guest", "stranger", "bot", "deactivated"] as const)("refuses a %s everything", (kind) => {
    const asker = { ...member("U9", "release-managers", "approvers", "on-call"), kind };
    for (const permission of permissions) expect(access(asker, permission)).toBe("not-a-member");
  });

  it("lets nobody do what the configuration gives to nobody, and says so", () => {
    const result = decideAccess({
      asker: member("U1", "release-managers"),
      permission: "deploy",
      settings: settings(),
      environment: environment({ allow: {} }),
    });
    expect(result).toMatchObject({ problem: { advice: expect.stringContaining("Nobody may") } });
  });

  it("closes the view to everybody but the roles that are named for it", () => {
    expect(access(member("U5"), "view", { view: ["auditors"] })).toBe("not-allowed");
    expect(access(member("U5", "auditors"), "view", { view: ["auditors"] })).toBe("allowed");
    expect(access(member("U5"), "view", { view: [] })).toBe("not-allowed");
  });

  it("says where, and which roles may", () => {
    const refusal = decideAccess({
      asker: member("U5"),
      permission: "rollback",
      settings: settings(),
      environment: target,
    });
    expect(refusal).toStrictEqual({
      outcome: "refused",
      problem: {
        code: "not-allowed",
        what: "You may not roll back production.",
        advice: "Ask somebody who is one of: release-managers, on-call.",
      },
    });
  });
});

describe("rolesAllowed", () => {
  const staging = environment({ name: "staging", allow: { deploy: ["engineers", "release-managers"] } });
  const both = settings({ environments: [staging, target] });

  it("joins the roles of all environments for a question about the product", () => {
    expect(rolesAllowed({ permission: "deploy", settings: both })).toStrictEqual([
      "engineers",
      "release-managers",
    ]);
  });

  it("gives those of one environment for a question about it", () => {
    expect(rolesAllowed({ permission: "deploy", settings: both, environment: target })).toStrictEqual([
      "release-managers",
    ]);
  });

  it("opens the product to everybody as long as some environment is open", () => {
    expect(rolesAllowed({ permission: "view", settings: both })).toBe("everybody");
    const closed = settings({ environments: [staging, environment({ allow: { view: ["auditors"] } })] });
    expect(rolesAllowed({ permission: "view", settings: closed })).toBe("everybody");
    const allow = { view: ["auditors"] };
    const allClosed = settings({ environments: [environment({ allow })] });
    expect(rolesAllowed({ permission: "view", settings: allClosed })).toStrictEqual(["auditors"]);
  });
});

describe("environmentsFor", () => {
  const open = environment({ name: "staging", allow: {} });
  const closed = environment({ allow: { view: ["auditors"] } });
  it.each([
    ["everybody those that are open", member("U5"), ["staging"]],
    ["those who are named the closed ones as well", member("U6", "auditors"), ["staging", "production"]],
    ["guests none", { ...member("U7", "auditors"), kind: "guest" as const }, []],
  ])("gives %s", (_name, asker, names) => {
    const found = environmentsFor({
      asker,
      permission: "view",
      settings: settings({ environments: [open, closed] }),
    });
    expect(found.map(({ name }) => name)).toStrictEqual(names);
  });
});

describe("decideLift", () => {
  const places = [
    environment({ name: "staging", allow: { hold: ["engineers", "release-managers"] } }),
    environment({ name: "sandbox", allow: {} }),
    environment({ name: "production", allow: { hold: ["release-managers"] } }),
  ];
  const lift = (asker: PersonFacts, environments = places) =>
    decideLift({ asker, settings: settings({ environments }) });

  it.each<[string, PersonFacts, typeof places, string]>([
    ["whoever may hold wherever anybody may", member("U1", "release-managers"), places, "allowed"],
    ["nobody who may hold on staging alone", member("U5", "engineers"), places, "not-allowed"],
    ["nobody without a role", member("U6"), places, "not-allowed"],
    [
      "nobody where nobody may hold",
      member("U1", "release-managers"),
      [places[1] ?? environment()],
      "not-allowed",
    ],
    ["no guest", { ...member("U9", "release-managers"), kind: "guest" }, places, "not-a-member"],
  ])("lets %s lift a hold", (_, asker, environments, expected) => {
    const decision = lift(asker, environments);
    expect(decision.outcome === "allowed" ? "allowed" : decision.problem.code).toBe(expected);
  });

  it("says which environment stands against it, and who may", () => {
    expect(lift(member("U5", "engineers"))).toMatchObject({
      problem: {
        what: "What is lifted may go everywhere again. You may not hold versions back from production.",
        advice: expect.stringContaining("release-managers"),
      },
    });
  });
});
