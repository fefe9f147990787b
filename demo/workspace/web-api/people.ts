import { z } from "zod";
import { SlackError } from "../slack-error.ts";
import { boolArg, idArg, intArg, method } from "./method.ts";
import { personPayload, userGroupPayload } from "./payloads.ts";

const authTest = method({ rate: "unlimited" }, {}, (core) => {
  const { team, botId, botUserId } = core.identity;
  return {
    url: `${core.base()}/`,
    team: team.name,
    team_id: team.id,
    user: core.manifest.botName,
    user_id: botUserId,
    bot_id: botId,
    is_enterprise_install: false,
  };
});

const openConnection = method({ rate: "tier3", token: "app" }, {}, (core) => ({ url: core.newSocketUrl() }));

const info = method(
  { scopes: ["users:read"], rate: "tier4" },
  { user: idArg, include_locale: boolArg.optional() },
  (core, args) => {
    const person = core.state.people.get(args.user);
    if (person === undefined) throw new SlackError("user_not_found");
    return { user: personPayload(core, person) };
  },
);

const lookupByEmail = method(
  { scopes: ["users:read.email"], rate: "tier3" },
  { email: z.email() },
  (core, args) => {
    const person = [...core.state.people.values()].find((one) => one.email === args.email && !one.isBot);
    if (person === undefined || person.isDeleted) throw new SlackError("users_not_found");
    return { user: personPayload(core, person) };
  },
);

const list = method(
  { scopes: ["users:read"], rate: "tier2" },
  { limit: intArg.optional(), cursor: idArg.optional() },
  (core) => ({
    members: [...core.state.people.values()].map((one) => personPayload(core, one)),
    response_metadata: { next_cursor: "" },
  }),
);

const groups = method(
  { scopes: ["usergroups:read"], rate: "tier2" },
  {
    include_users: boolArg.optional(),
    include_disabled: boolArg.optional(),
    include_count: boolArg.optional(),
  },
  (core, args) => ({
    usergroups: [...core.state.userGroups.values()]
      .filter((group) => !group.isDisabled || args.include_disabled === true)
      .map((group) => userGroupPayload(core, group, args.include_users === true)),
  }),
);

const groupUsers = method(
  { scopes: ["usergroups:read"], rate: "tier2" },
  { usergroup: idArg, include_disabled: boolArg.optional() },
  (core, args) => {
    const group = core.state.userGroups.get(args.usergroup);
    if (group === undefined || (group.isDisabled && args.include_disabled !== true)) {
      throw new SlackError("no_such_subteam");
    }
    return { users: group.users };
  },
);

/** The methods about the app itself, people and user groups. */
export const peopleMethods = {
  "auth.test": authTest,
  "apps.connections.open": openConnection,
  "users.info": info,
  "users.list": list,
  "users.lookupByEmail": lookupByEmail,
  "usergroups.list": groups,
  "usergroups.users.list": groupUsers,
};
