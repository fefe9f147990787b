import { z } from "zod";
import {
  actionId,
  confirm,
  conversationFilter,
  optionGroup,
  placeholder,
  plainOption,
  refuse,
  sized,
} from "./objects.ts";

export const focus = z.boolean().optional();
const maxSelected = z.int().min(1).optional();
const id = sized(255);

/** What every select and picker may have. */
export const choosing = { action_id: actionId, confirm, focus_on_load: focus, placeholder };

const choices = {
  options: z.array(plainOption).min(1).max(100).optional(),
  option_groups: z.array(optionGroup).min(1).max(100).optional(),
};

const staticSelect = z
  .strictObject({
    type: z.literal("static_select"),
    ...choosing,
    ...choices,
    initial_option: plainOption.optional(),
  })
  .superRefine((select, context) =>
    checkChoices(select, select.initial_option ? [select.initial_option] : [], context),
  );

const multiStaticSelect = z
  .strictObject({
    type: z.literal("multi_static_select"),
    ...choosing,
    ...choices,
    initial_options: z.array(plainOption).max(100).optional(),
    max_selected_items: maxSelected,
  })
  .superRefine((select, context) => checkChoices(select, select.initial_options ?? [], context));

const usersSelect = z.strictObject({
  type: z.literal("users_select"),
  ...choosing,
  initial_user: id.optional(),
});

const multiUsersSelect = z.strictObject({
  type: z.literal("multi_users_select"),
  ...choosing,
  initial_users: z.array(id).optional(),
  max_selected_items: maxSelected,
});

const responding = { response_url_enabled: z.boolean().optional() };
const conversations = {
  default_to_current_conversation: z.boolean().optional(),
  filter: conversationFilter,
};

const conversationsSelect = z.strictObject({
  type: z.literal("conversations_select"),
  ...choosing,
  ...responding,
  ...conversations,
  initial_conversation: id.optional(),
});

const multiConversationsSelect = z.strictObject({
  type: z.literal("multi_conversations_select"),
  ...choosing,
  ...conversations,
  initial_conversations: z.array(id).optional(),
  max_selected_items: maxSelected,
});

const channelsSelect = z.strictObject({
  type: z.literal("channels_select"),
  ...choosing,
  ...responding,
  initial_channel: id.optional(),
});

const multiChannelsSelect = z.strictObject({
  type: z.literal("multi_channels_select"),
  ...choosing,
  initial_channels: z.array(id).optional(),
  max_selected_items: maxSelected,
});

/** Every select menu, for one and for several choices. */
export const selects = [
  staticSelect,
  multiStaticSelect,
  usersSelect,
  multiUsersSelect,
  conversationsSelect,
  multiConversationsSelect,
  channelsSelect,
  multiChannelsSelect,
] as const;
type Choice = { value: string; text: { text: string } };

/** Finds options that are there twice, and initial ones that are no options. */
export function checkInitial(
  options: readonly Choice[],
  initial: readonly Choice[],
  context: z.RefinementCtx,
): void {
  const known = new Set(options.map((one) => `${one.value}\n${one.text.text}`));
  if (known.size < options.length)
    refuse(context, "duplicate_option", "has the same option twice", ["options"]);
  for (const one of initial) {
    if (!known.has(`${one.value}\n${one.text.text}`)) {
      refuse(context, "initial_option", `starts with ${one.value}, which is none of its options`);
    }
  }
}

function checkChoices(
  select: { options?: Choice[] | undefined; option_groups?: { options: Choice[] }[] | undefined },
  initial: readonly Choice[],
  context: z.RefinementCtx,
): void {
  if ((select.options === undefined) === (select.option_groups === undefined)) {
    refuse(context, "choice_source", "must have exactly one of options and option_groups");
    return;
  }
  const all = select.options ?? select.option_groups?.flatMap((group) => group.options) ?? [];
  checkInitial(all, initial, context);
}
