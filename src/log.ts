export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;
/** How much is logged: this level and those before it. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Names and values that say what happened; never what a person wrote. Undefined values are left out. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** One line an event; secrets are removed, and nothing thrown. */
export type Log = Readonly<Record<LogLevel, (message: string, fields?: LogFields) => void>>;

/**
 * Lines as `2026-11-25T03:23:00.000Z info request operation=get-metrics status=200`.
 * @param write takes one line with its line feed; standard error unless said
 */
export function createLog(
  level: LogLevel,
  secrets: { redact(text: string): string },
  write: (line: string) => void = toStandardError,
): Log {
  const most = LOG_LEVELS.indexOf(level);
  function at(level: LogLevel) {
    return (message: string, fields: LogFields = {}): void => {
      if (LOG_LEVELS.indexOf(level) > most) return;
      const said = Object.entries(fields).flatMap(([name, value]) =>
        value === undefined ? [] : [`${name}=${valueText(value)}`],
      );
      const line = [new Date().toISOString(), level, visible(message), ...said].join(' ');
      write(`${secrets.redact(line)}\n`);
    };
  }
  return { error: at('error'), warn: at('warn'), info: at('info'), debug: at('debug') };
}

function valueText(value: string | number | boolean | null): string {
  if (typeof value !== 'string') return String(value);
  return /^[\w.:/@+-]+$/.test(value) ? value : visible(JSON.stringify(value));
}

/** Whatever breaks a line, or hides or turns it round on a screen, as its escape. */
function visible(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\u2028\u2029]/gu,
    (found) => `\\u{${found.codePointAt(0)?.toString(16) ?? ''}}`,
  );
}

function toStandardError(line: string): void {
  // A host that closes the pipe loses the lines, not the session.
  if (!process.stderr.listeners('error').includes(ignore)) process.stderr.on('error', ignore);
  process.stderr.write(line);
}

function ignore(): void {}
