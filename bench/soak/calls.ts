import { pick } from './random.ts';

/** What is there before the soak begins. */
export interface World {
  readonly metrics: readonly { readonly id: string; readonly name: string }[];
  readonly conversations: readonly string[];
}

export interface Call {
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  /** What it does when it succeeds, as the ledger names it; no two calls share one. */
  readonly keys: readonly string[];
  /** The caller gives up so long after it called, in milliseconds. */
  readonly cancelAfterMs?: number;
  /** What a read is to show whether it was done. */
  readonly looksFor?: readonly string[];
}

const WRITES = [
  'create_metric',
  'create_metric_version',
  'update_metric',
  'evaluate_metrics',
  'delete_metric',
] as const;
const READS = [
  'get_metrics',
  'search_metrics',
  'get_metric_versions',
  'get_metric_evaluation_results',
] as const;
type Name = (typeof WRITES)[number] | (typeof READS)[number];

const ALL: readonly Name[] = [...READS, ...WRITES];
const VALUES = [
  { type: 'boolean' },
  { type: 'numerical', lower_bound: 1, upper_bound: 5 },
  { type: 'categorical', categories: ['calm', 'worried', 'angry'] },
];

interface Made {
  readonly id: string;
  readonly name: string;
  readonly value: (typeof VALUES)[number];
}

/** A random mix of calls that make sense: writes go to metrics that the soak itself made. */
export class Calls {
  readonly #world: World;
  readonly #random: () => number;
  readonly #made: Made[] = [];
  #number = 0;
  #pair = 0;

  constructor(world: World, random: () => number) {
    this.#world = world;
    this.#random = random;
  }

  /** @param which every tool as often as any other, or writes alone */
  next(which: 'all' | 'writes'): Call {
    const tool = pick<Name>(which === 'all' ? ALL : WRITES, this.#random);
    this.#number += 1;
    switch (tool) {
      case 'get_metrics':
        return read(tool, {
          limit: 1 + Math.floor(this.#random() * 100),
          include_latest_version: this.#random() < 0.05,
          sort_by: pick(['+updated_at', '-updated_at'], this.#random),
        });
      case 'search_metrics':
        return read(tool, { query: pick(this.#world.metrics, this.#random).name.split(' ')[0] });
      case 'get_metric_versions':
        return read(tool, {
          metric_id: this.#named(),
          version: pick(['latest', '1-latest', '1'], this.#random),
        });
      case 'get_metric_evaluation_results':
        return read(tool, this.#question());
      case 'create_metric':
        return this.create();
      case 'create_metric_version':
        return this.#version();
      case 'update_metric':
        return this.#update();
      case 'evaluate_metrics':
        return this.#evaluate();
      case 'delete_metric':
        return this.#delete();
    }
  }

  /** Metrics that the soak made and did not delete. */
  get made(): readonly { readonly id: string }[] {
    return this.#made;
  }

  /** A call has succeeded. */
  succeeded({ tool, arguments: { name, metric_value } }: Call, structured: Record<string, unknown>): void {
    const value = VALUES.find((each) => each === metric_value);
    if (tool === 'create_metric' && value)
      this.#made.push({ id: String(structured['id']), name: String(name), value });
  }

  /** A seeded metric, by id or by name. */
  #named(): string {
    const { id, name } = pick(this.#world.metrics, this.#random);
    return this.#random() < 0.5 ? id : name;
  }

  #question() {
    const scope = pick(
      [
        { metric_id: [this.#named()] },
        { conversation_id: [pick(this.#world.conversations, this.#random)] },
        { source_type: ['simulation'] },
        {},
      ],
      this.#random,
    );
    const shown = pick(
      [{ view: 'rows', limit: 50 }, { group_by: 'week' }, { group_by: 'source_type' }, {}],
      this.#random,
    );
    return { ...scope, ...shown, read_at_most: pick([500, 1_000, 2_500], this.#random) };
  }

  create(): Call {
    this.#number += 1;
    const name = `Soak ${this.#number}`;
    const metric_value = pick(VALUES, this.#random);
    const given = { name, description: describing(this.#number), metric_value };
    return { tool: 'create_metric', arguments: given, keys: [`create ${name}`] };
  }

  #version(): Call {
    if (this.#made.length === 0) return this.create();
    const { id, value } = pick(this.#made, this.#random);
    const description = describing(this.#number);
    return {
      tool: 'create_metric_version',
      arguments: { metric_id: id, description, metric_value: value },
      keys: [`version ${description}`],
    };
  }

  #update(): Call {
    if (this.#made.length === 0) return this.create();
    const { id } = pick(this.#made, this.#random);
    const additional_notes = `Note ${this.#number}.`;
    return {
      tool: 'update_metric',
      arguments: { metric_id: id, additional_notes },
      keys: [`update ${additional_notes}`],
    };
  }

  #evaluate(): Call {
    const { metrics, conversations } = this.#world;
    const conversation_id = conversations[Math.floor(this.#pair / metrics.length)] ?? '';
    const from = this.#pair % metrics.length;
    const metric_ids = metrics.slice(from, from + 1 + Math.floor(this.#random() * 2)).map(({ id }) => id);
    this.#pair += metric_ids.length;
    return {
      tool: 'evaluate_metrics',
      arguments: { metric_ids, conversation_id, compare_with_previous: this.#random() < 0.3 },
      keys: metric_ids.map((id) => `evaluate ${id} ${conversation_id}`),
    };
  }

  #delete(): Call {
    const [taken] = this.#made.splice(Math.floor(this.#random() * this.#made.length), 1);
    if (!taken) return this.create();
    return {
      tool: 'delete_metric',
      arguments: { metric_id: taken.id, confirm_name: taken.name },
      keys: [`delete ${taken.id}`],
    };
  }
}

function read(tool: Name, given: Call['arguments']): Call {
  return { tool, arguments: given, keys: [] };
}

function describing(number: number): string {
  return `Question ${number}: does the agent name the caller’s worry before it offers a slot? Not applicable when there is none.`;
}
