import { deferred } from '../deadline.ts';

/** A place among those that may be under way at once. */
export interface Turn {
  /** Resolves when it begins. */
  readonly came: Promise<void>;
  /** It is over, or not wanted any more. */
  end(): void;
}

interface Waiting {
  readonly size: number;
  readonly begin: () => void;
}

/** Lets so many things be under way at once, first come, first served; a turn of more than that goes alone. */
export class Turns {
  readonly #most: number;
  #underWay = 0;
  #waiting: Waiting[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  /** @param size things that the turn is for */
  take(size: number): Turn {
    const { promise, resolve } = deferred();
    const waiting: Waiting = { size, begin: resolve };
    this.#waiting.push(waiting);
    this.#serve();
    return {
      came: promise,
      end: () => {
        if (this.#waiting.includes(waiting)) this.#waiting = this.#waiting.filter((next) => next !== waiting);
        else this.#underWay -= size;
        this.#serve();
      },
    };
  }

  #serve(): void {
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      if (this.#underWay > 0 && this.#underWay + next.size > this.#most) return;
      this.#waiting.shift();
      this.#underWay += next.size;
      next.begin();
    }
  }
}
