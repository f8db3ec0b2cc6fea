import { boolean, categorical, id, METRIC, numerical, openDesk, type WireResult } from './results.ts';

// Three metrics, one of each type, and what questions about them are asked of.

export const NUMBERS = id('a', 2);
export const WORDS = id('a', 3);
export const metrics = {
  [METRIC]: boolean('Read back', 3),
  [NUMBERS]: numerical('Empathy', [1, 5], [1, 5], [1, 10]),
  [WORDS]: categorical(
    'Outcome',
    ['booked', 'declined', 'never'],
    ['never', 'declined', 'booked'],
    ['booked', 'lost'],
  ),
};

export const list = <T>(count: number, make: (n: number) => T) =>
  Array.from({ length: count }, (_, n) => make(n));
export const opened = (results: readonly WireResult[]) => openDesk({ metrics, results });
