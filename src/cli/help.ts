import { HOSTS } from './config.ts';
import type { Command } from './invocation.ts';

const HOST_NAMES = `${HOSTS.slice(0, -1).join(', ')} or ${HOSTS.at(-1)}`;

const AMIGO_FLAGS = `
  --sandbox              use the embedded Amigo: no credentials, no network
  --access LEVEL         read, author (everything but delete) or full (default)
  --log-level LEVEL      error, warn, info (default) or debug, on stderr
`.trimEnd();

const TOPICS: Readonly<Record<Command, string>> = {
  serve: `Usage: amigo-metrics-mcp [serve] [flags]

Serves the Model Context Protocol over stdin and stdout, until stdin closes.
${AMIGO_FLAGS}`,
  check: `Usage: amigo-metrics-mcp check [flags]

Reads the configuration, signs in, reads one metric and one result, and says of each step how long it
took and, where it failed, what to do. Exit 0 all well, 1 something failed, 2 configuration wrong or missing.

  --json                 the same as JSON
${AMIGO_FLAGS.slice(1)}`,
  call: `Usage: amigo-metrics-mcp call TOOL [JSON] [flags]

Calls one tool as an MCP host would, and prints its text. JSON holds the arguments; - or nothing reads
them from standard input when it is piped. Exit 1 when the result is an error, 2 when the call is wrong.

  --json                 the whole result as JSON
  --csv                  its rows or its list as CSV, of a summary a line an entry; an error, and what is
                         missing from the list, on stderr
${AMIGO_FLAGS.slice(1)}

  amigo-metrics-mcp call search_metrics '{"query": "empathy"}' --sandbox`,
  report: `Usage: amigo-metrics-mcp report [JSON] [flags]

Asks get_metric_evaluation_results, waiting for Amigo's limit of requests, and writes the pictures of its
answer into one HTML file that opens without a network. JSON holds the arguments; - or nothing reads them
from standard input when it is piped. Prints the path. Exit 1 when the result is an error, 2 when the call
is wrong.

  --out FILE             the file (default: amigo-report-TIME.html in this folder, never over another one)
${AMIGO_FLAGS.slice(1)}

  amigo-metrics-mcp report '{"metric_id": ["Empathy score"], "group_by": "week"}' --sandbox`,
  sandbox: `Usage: amigo-metrics-mcp sandbox [flags]

Runs the embedded Amigo Metric API on 127.0.0.1 until SIGTERM or SIGINT, and prints the environment
variables that point a server at it, one NAME=value a line.

  --port N               0 to 65535; 0 (default) is a free one
  --seed N               another organization for each number
  --today DATE           the day on which its data end, YYYY-MM-DD (default: today in UTC)
  --limits on|off        Amigo's rate limits (default on)
  --judge-seconds N      0 to 600 (default 0): how long an evaluation takes, to see what is pending`,
  config: `Usage: amigo-metrics-mcp config HOST

Prints the entry that adds this server to a host, and where it goes on this system.
HOST is ${HOST_NAMES}.`,
  demo: `Usage: amigo-metrics-mcp demo [flags]

One session against the embedded sandbox: find, define, evaluate, summarise. Needs no credentials.

  --sandbox              what it does in any case
  --access LEVEL         author or full (default): it defines a metric
  --log-level LEVEL      error (default), warn, info or debug, on stderr`,
  help: `Usage: amigo-metrics-mcp help [COMMAND]

Explains a command, or lists them all.`,
};

const OVERVIEW = `Usage: amigo-metrics-mcp [COMMAND] [flags]

An MCP server for Amigo metrics: author, run and question them.

  serve                  serve MCP over stdio (the default)
  check                  find out whether configuration, sign-in and reading work
  call TOOL [JSON]       call one tool from the shell
  report [JSON]          write the pictures of one answer about results into a file
  sandbox                run the embedded Amigo Metric API on its own
  config HOST            print the entry for a host:
                         ${HOST_NAMES}
  demo                   see one session against the embedded sandbox
  help [COMMAND]         explain a command

Flags of serve, check, call, report and demo:
${AMIGO_FLAGS.slice(1)}

  -h, --help             explain the command
  --version              print the version

Credentials come from the environment: AMIGO_ORG_ID with AMIGO_API_KEY, AMIGO_API_KEY_ID and AMIGO_USER_ID
(or AMIGO_TOKEN), and AMIGO_REGION: us, ca, eu or au.`;

/** What to print for a cry for help: of one command, or of the whole program. Ends with a line break. */
export function usage(topic?: Command): string {
  return `${topic === undefined ? OVERVIEW : TOPICS[topic]}\n`;
}
