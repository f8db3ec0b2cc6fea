import type { Row } from '../../results/reading/row.ts';
import { PassingConversations } from '../../results/figures/passing-conversations.ts';
import { EVERYTHING, type ResultFilters } from '../../results/reading/filters.ts';
import type { ReadReport } from '../../results/reading/read.ts';
import { Source } from '../../results/reading/source.ts';
import { atOnce, inSlices, type Steps } from '../../slices.ts';
import type { CallContext } from '../runner/context.ts';
import type { Progress, Question } from './question.ts';

const ROWS_A_STEP = 500;

/** What takes rows in as they come. */
interface Takers {
  /** What takes the rows of the question's source; null when none has to be gone through. */
  readonly main: (source: Source) => ((row: Row, wasHere: boolean) => void) | null;
  readonly baseline?: (row: Row) => void;
  /** After each page. */
  readonly progress: () => void;
}

export interface Found {
  readonly main: Source;
  readonly sources: readonly Source[];
  readonly report: ReadReport;
  /** Whether the results themselves were gone through to their end. */
  readonly isMainComplete: boolean;
  /** Whether all that was asked for was read. */
  readonly complete: boolean;
  /** Whether the conversations are known that `where` asks for; true without it. */
  readonly whereKnown: boolean;
  /** Where the readings go on; null when there is nothing left. */
  readonly next: Progress | null;
}

/** The readings that one question needs: the results themselves, those of another period, and those that say where. */
export class Reading {
  readonly #question: Question;
  readonly #from: Progress;
  readonly #refresh: boolean;
  readonly #call: CallContext;
  readonly #sources: Source[] = [];
  #report: ReadReport = { requests: 0, stopped: null, kept: true };

  constructor(question: Question, from: Progress, refresh: boolean, call: CallContext) {
    this.#question = question;
    this.#from = from;
    this.#refresh = refresh;
    this.#call = call;
  }

  /** Reads on as far as `read_at_most`, the quota and the time allow; first what decides which results count. */
  async read({ main: takerOf, baseline: takeBaseline, progress }: Takers): Promise<Found> {
    const { baseline } = this.#question;
    const conversations = await this.conversations();
    const main = await this.open();
    const passing = conversations?.passing;
    const isIn = ({ conversationId }: Row) =>
      !conversations || (conversationId !== null && passing?.has(conversationId) === true);
    const take = takerOf(main);
    if (take) await this.#readAll(main, (row, wasHere) => isIn(row) && take(row, wasHere), progress);
    // It is used all the same, and so kept for longer.
    else await this.readOn(main, () => false, progress);
    const mainPart = partOf(main);
    const other =
      baseline && (await this.#open({ ...this.#question.filters, ...baseline }, this.#from.baseline));
    if (other) await this.#readAll(other, (row) => isIn(row) && takeBaseline?.(row), progress);

    const baselinePart = other && partOf(other);
    const parts = [mainPart, baselinePart, conversations?.part].filter(
      (part) => part !== null && part !== undefined,
    );
    return {
      main,
      sources: parts.map(({ source }) => source),
      report: this.#report,
      isMainComplete: mainPart.isComplete,
      complete: parts.every(({ isComplete, source }) => isComplete && source.snapshot.origin === undefined),
      whereKnown: !conversations || passing !== null,
      next: parts.some(({ isLeft }) => isLeft)
        ? {
            main: mainPart.place,
            baseline: baselinePart?.place ?? null,
            where: conversations?.part.place ?? null,
          }
        : null,
    };
  }

  /** The source of the results themselves. */
  open(): Promise<Source> {
    return this.#open(this.#question.filters, this.#from.main);
  }

  /** Whether as much was read as the question allows. */
  get isAtLimit(): boolean {
    const fetched = this.#sources.reduce((sum, { snapshot }) => sum + snapshot.fetched, 0);
    return fetched >= this.#question.read_at_most;
  }

  get report(): ReadReport {
    return this.#report;
  }

  /** Goes through a source from its beginning, reading on. */
  async #readAll(
    source: Source,
    take: (row: Row, wasHere: boolean) => unknown,
    progress: () => void,
  ): Promise<void> {
    let fed = source.first;
    const feedOn = function* (): Steps<void> {
      fed = Math.max(fed, source.first);
      while (fed < source.length) {
        const row = source.row(fed);
        if (row) take(row, fed < source.here);
        fed += 1;
        if (fed % ROWS_A_STEP === 0) yield;
      }
    };
    const feed = () => {
      atOnce(feedOn());
      progress();
    };
    // Should somebody else read on meanwhile, what is here now may be let go.
    source.snapshot.watchers.add(feed);
    try {
      await inSlices(feedOn());
    } finally {
      source.snapshot.watchers.delete(feed);
    }
    progress();
    await this.readOn(source, () => false, feed);
  }

  /** Reads on until there is enough, or `read_at_most` is reached; not at all once a reading had to stop. */
  async readOn(source: Source, enough: () => boolean, onPage: () => void): Promise<void> {
    if (this.#report.stopped) return;
    const isRead = () => enough() || this.isAtLimit;
    const reader = { ...this.#call, isFurther: this.#report.requests > 0 };
    const { requests, stopped, kept } = await source.readOn(isRead, onPage, reader);
    this.#report = {
      requests: this.#report.requests + requests,
      stopped,
      kept: this.#report.kept && kept,
    };
  }

  /**
   * The conversations in which the value of `where` passes; `passing` is null while not all of its results were read.
   * Null without `where`.
   */
  async conversations() {
    const { where, filters } = this.#question;
    if (!where) return null;
    const { after, before, conversations } = filters;
    const asked: ResultFilters = {
      ...EVERYTHING,
      after,
      before,
      conversations,
      metrics: [`${where.metricId}-`],
    };
    const source = await this.#open(asked, this.#from.where);
    const found = new PassingConversations();
    await this.#readAll(
      source,
      (row) => found.add(row),
      () => {},
    );
    const part = partOf(source);
    const isKnown = part.isComplete && source.snapshot.origin === undefined;
    return { part, passing: isKnown ? found.where(where.criterion) : null };
  }

  async #open(filters: ResultFilters, from: Progress['main']): Promise<Source> {
    const wanted = { filters, order: this.#question.order };
    const source = await Source.open(wanted, from, this.#refresh, this.#call);
    this.#sources.push(source);
    return source;
  }
}

/** How far a source was gone through. */
interface Part {
  readonly source: Source;
  /** To the end of its snapshot. */
  readonly isComplete: boolean;
  /** Whether anything can be read on. */
  readonly isLeft: boolean;
  readonly place: Progress['main'];
}

/** As it is now: another call may read on in the same snapshot while this one goes through another. */
function partOf(source: Source): Part {
  const { next, snapshot } = source;
  const place = next ?? { asOf: snapshot.asOf, place: source.placeAfter(source.length) };
  return { source, isComplete: snapshot.complete, isLeft: next !== null, place };
}
