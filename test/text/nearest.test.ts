import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { misspelt, nearest, ranked } from '../../src/text/nearest.ts';
import { computingMs } from '../support/clock.ts';

const COMMANDS = ['serve', 'check', 'call', 'sandbox', 'config', 'demo', 'help'];

describe('nearest', () => {
  it.each([
    ['sevre', 'serve'],
    ['chekc', 'check'],
    ['sand-box', 'sandbox'],
    ['configure', 'config'],
    ['CALL', 'call'],
    ['doctor-check', 'check'],
  ])('takes %s for %s', (word, expected) => {
    expect(nearest(word, COMMANDS)).toBe(expected);
  });

  it('finds a parameter by another spelling or by a part of its name', () => {
    const parameters = [
      'metric_ids',
      'conversation_id',
      'evaluate_to_interaction_id',
      'compare_with_previous',
    ];
    expect(nearest('metricIds', parameters)).toBe('metric_ids');
    expect(nearest('conversation', parameters)).toBe('conversation_id');
    expect(nearest('interaction_id', parameters)).toBe('evaluate_to_interaction_id');
    expect(nearest('previous', parameters)).toBe('compare_with_previous');
  });

  it('names one however far it is, and none from an empty list', () => {
    expect(COMMANDS).toContain(nearest('zzzzzzzzzzzz', COMMANDS));
    expect(nearest('', COMMANDS)).toBeDefined();
    expect(nearest('serve', [])).toBeUndefined();
  });
});

describe('misspelt', () => {
  const METHODS = ['tools/list', 'tools/call', 'resources/list', 'resources/templates/list'];

  it.each([
    ['tools/lst', 'tools/list'],
    ['tolos/list', 'tools/list'],
    ['Tools/Call', 'tools/call'],
    ['resources/template/lists', 'resources/templates/list'],
    ['tools/list', 'tools/list'],
  ])('takes %s for %s', (word, right) => {
    expect(misspelt(word, METHODS)).toBe(right);
  });

  it.each(['', 'tools', 'roots/list', 'tasks/list', 'server/discover', 'list', 'x'.repeat(100_000)])(
    'takes %s for nothing',
    (word) => {
      expect(misspelt(word, METHODS)).toBeUndefined();
    },
  );
});

describe('ranked', () => {
  it('puts a name that holds the word before names that only look alike', () => {
    const names = ['Greeting quality', 'Handling time', 'Warm handoff offered', 'Hands off'];
    expect(ranked('handoff', names)[0]).toBe('Warm handoff offered');
  });

  it('counts a swap of neighbours as one slip', () => {
    expect(ranked('abdc', ['abxx', 'abcd'])[0]).toBe('abcd');
  });

  it('keeps the order of candidates that are equally similar', () => {
    expect(ranked('x', ['b', 'a', 'c'])).toEqual(['b', 'a', 'c']);
  });

  it('gives back every candidate once, an exact one first', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 8 }),
        fc.nat(),
        (candidates, pick) => {
          const word = candidates[pick % candidates.length] ?? '';
          const order = ranked(word, candidates);
          expect(order.toSorted()).toEqual(candidates.toSorted());
          expect(order[0]?.trim().toLowerCase()).toBe(word.trim().toLowerCase());
        },
      ),
    );
  });

  it('stays quick on a long word and many long names', () => {
    const names = Array.from({ length: 300 }, (_, index) => `${'safety of the caller '.repeat(200)}${index}`);
    const ms = computingMs(() => expect(ranked('s'.repeat(100_000), names)).toHaveLength(300));
    expect(ms).toBeLessThan(2_000);
  });
});
