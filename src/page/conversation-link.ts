import { html } from './elements.ts';

const ID = /^[0-9a-f]{24}$/;

/** An id, which may break anywhere where there is little room. */
export function idElement(id: string): HTMLElement | string {
  return ID.test(id) ? html('span', { class: 'id' }, id) : id;
}

/**
 * A conversation's id, as a link where there is an address for it.
 * @param address as configured, with `{conversation_id}` in it
 */
export function conversationElement(id: string, address: string | undefined): HTMLElement | string {
  if (!address?.startsWith('https://') || !ID.test(id)) return idElement(id);
  const href = address.replaceAll('{conversation_id}', id);
  return html('a', { href, target: '_blank', rel: 'noopener noreferrer', class: 'id' }, id);
}
