/** An id as Amigo makes them, as part of a pattern. */
export const ID_PATTERN = '[a-f0-9]{24}';
export const ID = new RegExp(`^${ID_PATTERN}$`);

/** Whether this is an id, in any letter case. */
export function isId(reference: string): boolean {
  return ID.test(reference.trim().toLowerCase());
}
