import { z } from "zod";
import { post } from "../content.ts";
import type { Core } from "../core.ts";
import { SlackError } from "../slack-error.ts";
import type { StoredFile } from "../types.ts";
import { idArg, intArg, jsonArg, method, tsArg } from "./method.ts";
import { filePayload } from "./payloads.ts";
import { checkParent, postingPlace } from "./places.ts";

const writing = ["files:write"];

const getUploadUrl = method(
  { scopes: writing, rate: "tier4" },
  { filename: idArg, length: intArg, alt_txt: idArg.optional(), snippet_type: idArg.optional() },
  (core, args) => {
    if (args.length === 0) throw new SlackError("invalid_arguments");
    const id = core.state.newId("F");
    core.state.files.set(id, {
      id,
      name: args.filename,
      title: args.filename,
      content: "",
      mimeType: "text/plain; charset=utf-8",
      isComplete: false,
    });
    return { file_id: id, upload_url: `${core.base()}/upload/${id}` };
  },
);

const complete = method(
  { scopes: writing, rate: "tier4" },
  {
    files: jsonArg(z.array(z.strictObject({ id: idArg, title: z.string().optional() })).min(1)),
    channel_id: idArg.optional(),
    thread_ts: tsArg.optional(),
    initial_comment: z.string().optional(),
  },
  (core, args) => {
    const files = args.files.map(({ id, title }) => uploaded(core, id, title));
    if (args.channel_id !== undefined) {
      const channel = postingPlace(core, args.channel_id);
      checkParent(core, channel.id, args.thread_ts);
      post(core, {
        channel: channel.id,
        user: core.identity.botUserId,
        isBot: true,
        text: args.initial_comment ?? "",
        blocks: [],
        fileIds: files.map((file) => file.id),
        ...(args.thread_ts !== undefined && { threadTs: args.thread_ts }),
      });
    }
    for (const file of files) file.isComplete = true;
    return { files: files.map((file) => filePayload(core, file)) };
  },
);

function uploaded(core: Core, id: string, title: string | undefined): StoredFile {
  const file = core.state.files.get(id);
  if (file === undefined || file.content === "") throw new SlackError("file_not_found");
  if (title !== undefined) file.title = title;
  return file;
}

/** The two methods around an upload; the bytes themselves go to `/upload/<id>`. */
export const fileMethods = {
  "files.getUploadURLExternal": getUploadUrl,
  "files.completeUploadExternal": complete,
};
