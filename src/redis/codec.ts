import { promisify } from "node:util";
import { zstdCompress, zstdDecompress } from "node:zlib";
import { z } from "zod";
import { makeProblem, ProblemError } from "../release/problem.ts";

/** Turns records into text and back. What comes out of Redis is checked before anybody trusts it. */
export interface Codec<T> {
  encode(value: T): string;
  /** Raises `unexpected` when the text is no such record, or was written by a Slipway newer than this one. */
  decode(text: string): T;
}

/** Grows when older programs could no longer read a record; fields that are merely added do not count. */
const recordVersion = 1;

const envelope = z.looseObject({ v: z.number().default(recordVersion) });

/** Makes the codec of one kind of record; `what` names it in problems. */
export function codec<T extends object>(what: string, schema: z.ZodType<T>): Codec<T> {
  return {
    encode: (value) => JSON.stringify({ v: recordVersion, ...value }),
    decode: (text) => {
      const { v, ...record } = check(what, envelope, parse(what, text));
      if (v > recordVersion)
        throw unreadable(what, `it has version ${v}, this program reads ${recordVersion}`);
      return check(what, schema, record);
    },
  };
}

function parse(what: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unreadable(what, String(error));
  }
}

function check<T>(what: string, schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw unreadable(what, z.prettifyError(result.error));
}

function unreadable(what: string, why: string): ProblemError {
  return new ProblemError(
    makeProblem(
      "unexpected",
      `A stored ${what} cannot be read: ${why}.`,
      "Run the newest Slipway that ever wrote to this Redis; if it is the newest, report this with the log.",
    ),
  );
}

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);
const zstdMagic = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);

/** Compresses the text of a large record with Zstandard, off the event loop. */
export function pack(text: string): Promise<Buffer> {
  return compress(text);
}

/** Reads what `pack` wrote, and plain text as it is. */
export async function unpack(data: Buffer): Promise<string> {
  const packed = data.subarray(0, zstdMagic.length).equals(zstdMagic);
  return (packed ? await decompress(data) : data).toString("utf8");
}
