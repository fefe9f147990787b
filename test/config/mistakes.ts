/** What is replaced in the shipped file, by what, and what is said of it; `§` stands for the line of the new text. */
export type Mistake = [was: string, becomes: string, said: string];

/** Mistakes in the keys about product, repository and people. */
export const mistakesAtTheTop: Mistake[] = [
  [
    "when: every Friday at 10:00",
    "when: every Fryday at 10:00",
    `line §, cadence.releases[2].when: This is not a schedule, or its day never comes. Write it like "first Monday of the month at 10:00".`,
  ],
  [
    "plan: cron 0 9 1 * *",
    "plan: cron 0 9 30 2 *",
    `line §, cadence.plan: This is not a schedule, or its day never comes.`,
  ],
  ["grace: 12h", "grace: 1m", `line §, cadence.grace: This must be from 1h to 7d.`],
  ["kind: minor", "kind: mini", `line §, cadence.releases[1].kind: "mini" is not known here.`],
  [
    "day: 2026-12-25",
    "day: 2026-02-29",
    `line §, holidays.days[0].day: This is not a day that exists. Write it like "2026-12-25".`,
  ],
  ["to: 2027-01-03", "to: 2026-12-20", `line §, freezes[0].to: It ends before it begins.`],
  [
    "instead: skip",
    "environments: [prodution]\n    instead: skip",
    `line §, freezes[0].environments[0]: There is no environment "prodution". Did you mean "production"?`,
  ],
  [
    "instead: skip",
    "instead: skipp",
    `line §, freezes[0].instead: "skipp" is not known here. Did you mean "skip"?`,
  ],
  [
    "tick: [release-managers, engineers]",
    "tick: [release-manager, engineers]",
    `line §, checklist.tick[0]: There is no role "release-manager". Did you mean "release-managers"?`,
  ],
  [
    "    - id: bugs\n",
    "    - id: features\n",
    `line §, checklist.items[1].id: "features" is here twice for the same kind of release. Rename one, or give them other kinds.`,
  ],
  [
    "severity: critical",
    "severity: criticle",
    `line §, checklist.items[2].evidence.severity: "criticle" is not known here. Did you mean "critical"?`,
  ],
  [
    "kind: rollback-target",
    "kind: roll-back-target",
    `line §, checklist.items[9].evidence.kind: "roll-back-target" is not known here. Did you mean "rollback-target"?`,
  ],
  [
    "repository: nexus/platform",
    "repository: nexus",
    `line §, github.repository: This is not an owner and a repository. Write it like "nexus/platform".`,
  ],
  [
    "timeZone: Europe/Amsterdam",
    "timezone: Europe/Amsterdam",
    `line §, timezone: There is no key "timezone" here. Did you mean "timeZone"?`,
  ],
  [
    "timeZone: Europe/Amsterdam",
    "timeZone: Europe/Atlantis",
    `line §, timeZone: This is not a time zone of the IANA list.`,
  ],
  [
    "timeZone: Europe/Amsterdam",
    "timeZone: 1",
    `line §, timeZone: This is a number and must be a text. Write it like "Europe/Berlin".`,
  ],
  ["timeZone: Europe/Amsterdam", "timeZone:", `line §, timeZone: There is no value here.`],
  ["product: Nexus Financial Platform", 'product: ""', `line §, product: This is empty.`],
  [
    "product: Nexus Financial Platform",
    `product: ${"x".repeat(301)}`,
    `line §, product: This is longer than 300 characters.`,
  ],
  [
    "command: /release",
    "command: release",
    `line §, command: This is not the name of a slash command. Write it like "/ship".`,
  ],
  [
    "command: /release",
    "colour: blue",
    `line §, colour: There is no key "colour" here. The keys here are: product, timeZone`,
  ],
  [
    "  location: https://github.com/nexus/platform.git",
    "  place: here",
    `repository.location: "location" is missing.`,
  ],
  ["  branch: main", "  branch: [main]", `line §, repository.branch: This is a list and must be a text.`],
  ["  tagPrefix: v", "  tagPrefix: 'v '", `line §, repository.tagPrefix: A tag cannot start with this.`],
  ["  tagPrefix: v", "  tagPrefix: '-v'", `line §, repository.tagPrefix: A tag cannot start with this.`],
  [
    "  webUrl: https://github.com/nexus/platform",
    "  webUrl: javascript:alert(1)",
    `line §, repository.webUrl: This is not an http or https address.`,
  ],
  [
    "  releases: C0RELEASES",
    "  releases: '#releases'",
    `line §, channels.releases: This is not the id of a Slack channel. Write it like "C0123RELEASES".`,
  ],
  [
    "  releases: C0RELEASES",
    "  release: C0RELEASES",
    `line §, channels.release: There is no key "release" here. Did you mean "releases"?`,
  ],
  [
    "[S0MANAGERS]",
    "['@managers']",
    `line §, roles.release-managers.groups[0]: This is not the id of a Slack user group.`,
  ],
  [
    "groups: [S0MANAGERS]",
    "users: [rosa]",
    `line §, roles.release-managers.users[0]: This is not the id of a Slack user.`,
  ],
  [
    "groups: [S0MANAGERS]",
    "group: [S0MANAGERS]",
    `line §, roles.release-managers.group: There is no key "group" here. Did you mean "groups"?`,
  ],
  [
    "groups: [S0MANAGERS]",
    "groups: S0MANAGERS",
    `line §, roles.release-managers.groups: This is a text and must be a list.`,
  ],
  [
    "  engineers:\n    groups",
    "  Engineers:\n    groups",
    `line §, roles.Engineers: A name here has 1 to 63 lower-case letters, digits and dashes. Rename it.`,
  ],
];
