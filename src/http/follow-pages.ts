/** What brings the next page: an integer by the contract, opaque in fact. */
export type PageToken = string | number;

/** What an answer says of what comes after it. */
export interface RawPage {
  readonly hasMore: boolean;
  /** What brings the next page, as it came. */
  readonly token: unknown;
}

/** A page, and where it stands in its list. */
export type Followed<P> = P & {
  /** The token that fetched this page; undefined for the first one. */
  readonly at: PageToken | undefined;
  /** The token of the next page; undefined at the end, and where the list was cut. */
  readonly next: PageToken | undefined;
  /** Why the list ends here although there should be more. */
  readonly cut?: 'missing_token' | 'repeated_token';
};

/**
 * Follows a list page by page until the answer says that there is no more. A short or an empty page ends
 * nothing: pages are filtered by permission after they are cut. A page that promises more without a token,
 * or with one that was used before, is the last one and says so in `cut`.
 * @param fetch gets the token to send (undefined at the start) and how many pages came before
 * @param start the token of the page to begin at; the first page unless said
 */
export async function* followPages<P extends RawPage>(
  fetch: (token: PageToken | undefined, index: number) => Promise<P>,
  start?: PageToken,
): AsyncGenerator<Followed<P>, void, undefined> {
  // As they look on the wire: 7 and "7" are the same token.
  const used = new Set<string>();
  let at = start;
  for (let index = 0; ; index++) {
    if (at !== undefined) used.add(String(at));
    const page = await fetch(at, index);
    if (!page.hasMore) {
      yield { ...page, at, next: undefined };
      return;
    }
    const { token } = page;
    if (!isToken(token)) {
      yield { ...page, at, next: undefined, cut: 'missing_token' };
      return;
    }
    if (used.has(String(token))) {
      yield { ...page, at, next: undefined, cut: 'repeated_token' };
      return;
    }
    yield { ...page, at, next: token };
    at = token;
  }
}

/** The first of them alone: no other is asked for. */
export async function firstPage<P>(pages: AsyncIterable<P>): Promise<P> {
  for await (const page of pages) return page;
  throw new Error('A list without a page');
}

function isToken(token: unknown): token is PageToken {
  return typeof token === 'number' || (typeof token === 'string' && token !== '');
}
