import { expect, test } from "vitest";
import type { Role } from "../../src/release/settings.ts";
import { createPeople, type PeopleDirectory } from "../../src/slack/people.ts";
import { useRoom } from "./room.ts";

const room = useRoom();
const minute = 60_000;

function people(roles: Record<string, Role> = defaultRoles): PeopleDirectory {
  const { clients, cache, clock } = room();
  return createPeople({ client: clients.interactive, cache, clock: clock.now, roles, team: "T0LOCAL" });
}

const defaultRoles = {
  managers: { groups: ["S0MANAGERS"], users: ["U0BEA"] },
  approvers: { groups: ["S0APPROVERS"], users: [] },
};

function asked(method: string): number {
  return room().workspace.calls(method).length;
}

test.each([
  ["rosa", "member", ["managers"]],
  ["bea", "member", ["managers", "approvers"]],
  ["eli", "member", []],
  ["gus", "guest", []],
  ["dee", "deactivated", []],
  ["stu", "stranger", []],
  ["bob", "bot", []],
])("%s is a %s with the roles %j", async (handle, kind, roles) => {
  const { id } = room().workspace.person(handle);
  expect(await people().facts({ user: id, team: "T0LOCAL" })).toMatchObject({
    person: { user: id, team: "T0LOCAL" },
    kind,
    roles,
  });
});

test("who comes from another workspace is a stranger, whatever the id", async () => {
  const facts = await people().facts({ user: "U0ROSA", team: "T0OTHER" });
  expect(facts).toMatchObject({ kind: "stranger", roles: [] });
  expect(asked("users.info")).toBe(0);
});

test("who Slack does not know is a problem", async () => {
  await expect(people().facts({ user: "U0NOBODY", team: "T0LOCAL" })).rejects.toMatchObject({
    problem: { code: "person-unknown" },
  });
});

test("a hundred questions at once are one for Slack", async () => {
  const directory = people();
  await Promise.all(Array.from({ length: 100 }, () => directory.facts({ user: "U0ROSA", team: "T0LOCAL" })));
  expect([asked("users.info"), asked("usergroups.users.list")]).toEqual([1, 2]);
});

test("answers come from memory for a minute, then are refreshed behind the answer", async () => {
  const { clock } = room();
  const directory = people();
  const rosa = { user: "U0ROSA", team: "T0LOCAL" };
  await directory.facts(rosa);
  clock.advance(minute - 1);
  await directory.facts(rosa);
  expect(asked("users.info")).toBe(1);
  clock.advance(minute);
  await directory.facts(rosa);
  await expect.poll(() => asked("users.info")).toBe(2);
});

test("another replica finds the answers in the cache", async () => {
  const rosa = { user: "U0ROSA", team: "T0LOCAL" };
  await people().facts(rosa);
  await expect.poll(() => room().cache.recall("user.U0ROSA")).toBeDefined();
  await people().facts(rosa);
  expect(asked("users.info")).toBe(1);
});

test("while Slack is away the last answer stands in for fifteen minutes, then nobody is let in", async () => {
  const { clock, workspace } = room();
  const directory = people();
  const rosa = { user: "U0ROSA", team: "T0LOCAL" };
  await directory.facts(rosa);
  workspace.trouble({ fault: "outage", isOn: true });
  clock.advance(14 * minute);
  expect(await directory.facts(rosa)).toMatchObject({ kind: "member", roles: ["managers"] });
  clock.advance(2 * minute);
  await expect(directory.facts(rosa)).rejects.toMatchObject({ problem: { code: "slack-unavailable" } });
});

test("who left a group has lost its role at the next question, when Slack tells", async () => {
  const { workspace } = room();
  const directory = people();
  const ade = { user: "U0ADE", team: "T0LOCAL" };
  expect(await directory.facts(ade)).toMatchObject({ roles: ["approvers"] });
  workspace.userGroup("approvers").users = ["U0BEA"];
  await directory.groupChanged("S0APPROVERS");
  expect(await directory.facts(ade)).toMatchObject({ roles: [] });
});

test("who was deactivated is refused at the next question, when Slack tells", async () => {
  const { workspace } = room();
  const directory = people();
  const ade = { user: "U0ADE", team: "T0LOCAL" };
  await directory.facts(ade);
  workspace.person("ade").isDeleted = true;
  await directory.personChanged("U0ADE");
  expect(await directory.facts(ade)).toMatchObject({ kind: "deactivated", roles: [] });
});

test("a group that does not exist gives its role to nobody and hinders no other", async () => {
  const directory = people({ ...defaultRoles, ghosts: { groups: ["S0GHOSTS"], users: [] } });
  expect(await directory.facts({ user: "U0ROSA", team: "T0LOCAL" })).toMatchObject({ roles: ["managers"] });
});

test("a group that cannot be read lets nobody in", async () => {
  const { workspace } = room();
  workspace.trouble({ fault: "server-error", method: "usergroups.users.list", count: 2 });
  await expect(people().facts({ user: "U0ROSA", team: "T0LOCAL" })).rejects.toMatchObject({
    problem: { code: "slack-unavailable" },
  });
});

test("after the groups are warm a person costs one question", async () => {
  const directory = people();
  await directory.warmUp();
  await directory.facts({ user: "U0ROSA", team: "T0LOCAL" });
  expect([asked("users.info"), asked("usergroups.users.list")]).toEqual([1, 2]);
});
