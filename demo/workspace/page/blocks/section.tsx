import type { ReactNode } from "react";
import { BlockElement } from "../elements/element.tsx";
import { asRecords, isJson } from "../json.ts";
import { TextObject } from "../mrkdwn.tsx";
import type { BlockProps } from "./block-props.ts";

/** Draws a section: its text, its fields in two columns, and its accessory at the right. */
export function Section({ block, blockId }: BlockProps): ReactNode {
  const fields = asRecords(block["fields"]);
  const accessory = block["accessory"];
  return (
    <div className="block-section">
      <div className="section-main">
        {isJson(block["text"]) ? <TextObject value={block["text"]} /> : null}
        {fields.length > 0 ? (
          <div className="section-fields">
            {fields.map((field, index) => (
              <TextObject key={index} value={field} />
            ))}
          </div>
        ) : null}
      </div>
      {isJson(accessory) ? (
        <div className="section-accessory">
          <BlockElement element={accessory} blockId={blockId} isDispatching />
        </div>
      ) : null}
    </div>
  );
}
