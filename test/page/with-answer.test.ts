import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pageWithAnswer } from '../../src/page/with-answer.ts';

const PAGE =
  '<html>\n<head>\n<style></style></head><main></main><script type="application/json" id="answer"></script><script>run()</script></html>';

describe('a page with an answer inside', () => {
  it('holds any data as it is, in one script that nothing in it can end', () => {
    const awkward = fc.constantFrom(
      '</script>',
      '<!--',
      '-->',
      '<script',
      ']]>',
      '\u2028',
      '\u2029',
      '$&',
      '$`',
      '$1',
      '&lt;',
    );
    const text = fc.array(fc.oneof(awkward, fc.string()), { maxLength: 6 }).map((parts) => parts.join(''));
    const data = fc.dictionary(text, fc.oneof(text, fc.jsonValue()));
    fc.assert(
      fc.property(data, data, (asked, answer) => {
        const page = pageWithAnswer(PAGE, { arguments: asked, structuredContent: answer });
        const [, inside = ''] = /id="answer">([^]*?)<\/script>/.exec(page) ?? [];
        expect(JSON.parse(inside)).toEqual(
          JSON.parse(JSON.stringify({ arguments: asked, structuredContent: answer })),
        );
        expect(inside).not.toMatch(/[<>&\u2028\u2029]/);
        expect(page.match(/<script/g)).toHaveLength(2);
        expect(page).toContain('<script>run()</script></html>');
      }),
    );
  });

  it('may ask nothing of a network', () => {
    const page = pageWithAnswer(PAGE, { arguments: {}, structuredContent: {} });
    expect(page).toContain(`<head>\n<meta http-equiv="Content-Security-Policy" content="default-src 'none';`);
  });

  it('needs a page that has a place for it', () => {
    expect(() => pageWithAnswer('<html></html>', { arguments: {}, structuredContent: {} })).toThrow(
      'no place',
    );
  });
});
