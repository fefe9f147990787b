import type { MessagePayload } from "../../src/release/messages.ts";
import { context, escape, section } from "../blocks.ts";

/** The first answer to a request: it is stored, and what happens now. */
export function drawPlanning(version: string, environment: string): MessagePayload {
  const text = `Planning ${version} → ${environment}: reading the tag, its manifests and the cluster.`;
  return {
    text,
    blocks: [
      section(`:memo: ${escape(text)}`),
      context("The plan appears in the releases channel; if something stands in the way, you hear it here."),
    ],
  };
}

/** The first answer to a question for what a deploy would change, which nobody else hears of. */
export function drawComparing(version: string, environment: string): MessagePayload {
  const text = `Comparing ${version} with what is on ${environment}; what would change comes in a moment.`;
  return { text, blocks: [section(`:memo: ${escape(text)}`)] };
}
