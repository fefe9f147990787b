import { get } from "node-emoji";

/** Names that Slack uses and the emoji list does not. */
const SLACK_NAMES: Record<string, string> = {
  large_green_circle: "🟢",
  large_yellow_circle: "🟡",
  large_orange_circle: "🟠",
  large_blue_circle: "🔵",
  large_red_circle: "🔴",
  large_green_square: "🟩",
  large_yellow_square: "🟨",
  large_red_square: "🟥",
  white_medium_square: "◻️",
  double_vertical_bar: "⏸️",
  black_right_pointing_triangle_with_double_vertical_bar: "⏯️",
  leftwards_arrow_with_hook: "↩️",
  arrow_right_hook: "↪️",
  thumbsup: "👍",
  thumbsdown: "👎",
  simple_smile: "🙂",
  slightly_smiling_face: "🙂",
  hammer_and_wrench: "🛠️",
  building_construction: "🏗️",
  spiral_calendar_pad: "🗓️",
  face_with_monocle: "🧐",
  woman_in_lotus_position: "🧘",
};

/** The character of an emoji name (without its colons), or undefined when the name is not known. */
export function emojiOf(name: string): string | undefined {
  return Object.hasOwn(SLACK_NAMES, name) ? SLACK_NAMES[name] : get(name);
}
