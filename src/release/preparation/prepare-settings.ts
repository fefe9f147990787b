import type { VersionFile } from "./version-files.ts";

/** How an installation prepares its releases. */
export interface PrepareSettings {
  /** Where files say the version. */
  files: VersionFile[];
  /** The changelog that is kept; none where it is left out. */
  changelog?: string;
  /** Branches that releases are cut from; `*` stands for anything but a slash. The product's own is always one. */
  branches: string[];
  /** The branch of an older line, made where it does not exist; `{line}` is the line, "1.4". */
  line: string;
  author: { name: string; email: string };
  /** `{version}` is the version without the prefix of tags. */
  commitMessage: string;
  tagMessage: string;
}
