import type { OnePerson, Origin } from "../request.ts";
import type { Person } from "../people.ts";
import type { Kind } from "../version.ts";

/** What a person asked to be proposed, into the dialog that is open for it. */
export interface ProposalRequest {
  by: Person;
  at: number;
  view: string;
  /** Where the dialog was asked for. */
  channel: string;
  origin?: Origin;
  kind?: Kind;
  /** A branch or a tag; the product's own branch without it. */
  from?: string;
  /** The version or the occurrence of a planned release. */
  planned?: string;
  /** The preparation that came to nothing before: what was written for it is kept. */
  earlier?: string;
}

/** Which notes a person asked for: those of a version, or of what is on the branch. */
export interface NotesRequest {
  version: string;
  by: Person;
  answer: OnePerson;
}
