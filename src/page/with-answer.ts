// Runs on Node, where a report is made: everything else in this folder runs in a browser.

const SLOT = '<script type="application/json" id="answer"></script>';
/** A file that is opened from disk asks for nothing, whatever it is given to show. */
const POLICY =
  "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** What a report holds: the question as it was asked, and the answer's structured content. */
export interface Answer {
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly structuredContent: object;
}

/**
 * The page as a file of its own, with an answer inside.
 * @param page the text of the built page
 * @throws when the page has no place for an answer
 */
export function pageWithAnswer(page: string, answer: Answer): string {
  if (!page.includes(SLOT) || !page.includes('<head>'))
    throw new Error('The page has no place for an answer.');
  const filled = SLOT.replace('></', () => `>${asScriptText(answer)}</`);
  return page
    .replace('<head>', () => `<head>\n<meta http-equiv="Content-Security-Policy" content="${POLICY}">`)
    .replace(SLOT, () => filled);
}

/** JSON in which nothing can end a script or begin a comment. */
function asScriptText(data: unknown): string {
  return JSON.stringify(data).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
