/** Text that shows as it is in HTML. */
export function escapeHtml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

/** HTML's text without its tags. */
export function withoutTags(html: string): string {
  const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
  return html.replace(/<[^>]*>/g, '').replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => entities[name]);
}

/**
 * HTML as one block of a Markdown page: an empty line would end the block, and `v-pre` keeps double braces from being read as
 * Vue's.
 */
export function htmlBlock(html: string): string {
  return `<div v-pre>${html.replace(/\n\s*\n/g, '\n')}</div>`;
}

/** A table that scrolls within itself where the page is narrower, also by keyboard. @param label what the table shows */
export function scrollingTable(table: string, label: string): string {
  return `<div class="wide" tabindex="0" role="group" aria-label="${escapeHtml(label)}">${table}</div>`;
}

/** A heading's anchor as GitHub makes it: the site's own are the same, so that links in the documents hold in both places. */
export function slugOf(heading: string): string {
  return heading.trim().toLowerCase().replace(/[^\p{L}\p{N}_ -]/gu, '').replace(/ /g, '-');
}
