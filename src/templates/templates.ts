import type { Templates } from "../release/timeline/notice-template.ts";

/** Templates of notices; the language is loaded with the first one, and most installations have none of their own. */
export function openTemplates(): Templates {
  return {
    render: async (template, fields) => {
      const { renderTemplate } = await import("./liquid.ts");
      return renderTemplate(template, fields);
    },
  };
}
