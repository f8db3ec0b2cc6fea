// What the bundle has in place of some files, each so that less is loaded at every start.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { build, transform } from 'esbuild';

/** Of undici the dispatchers alone: its fetch, caches, mocks and sockets would be half the bundle, and load with it. */
const dispatchers = replaced('dispatchers', /^undici$/, () => ({
  contents: `
    import connect from 'undici/lib/api/api-connect.js';
    import Dispatcher from 'undici/lib/dispatcher/dispatcher.js';
    export { default as Agent } from 'undici/lib/dispatcher/agent.js';
    export { default as EnvHttpProxyAgent } from 'undici/lib/dispatcher/env-http-proxy-agent.js';
    // As undici's own front door does: a proxy is asked for a tunnel through it.
    Dispatcher.prototype.connect = connect;`,
}));

/** Parts of undici that are never asked for: HTTP/2 is not allowed, bodies are texts, proxies speak HTTP. */
const unusedParts = ['client-h2', 'web/fetch/body', 'socks5-proxy-agent'].map((part) =>
  replaced(part, new RegExp(`/${part}(?:\\.js)?$`), () => ({
    contents: `
      module.exports = function unused() {
        throw new Error('${part} is not part of this program');
      };`,
  })),
);

/** What undici holds true inside; Node's own `assert` comes with what words the difference of any two values. */
const plainAssert = replaced(
  'assert',
  /^node:assert$/,
  () => ({
    contents: `
      module.exports = function assert(holds, message = 'undici: what must hold does not') {
        if (!holds) throw message instanceof Error ? message : new Error(message);
      };`,
  }),
  /[\\/]undici[\\/]/,
);

/** The SDK's validator of JSON Schema, which nothing here uses: it comes with half as much code as the SDK and Zod. */
const noJsonSchemaValidator = replaced('validator', /\/validation\/ajv-provider\.js$/, () => ({
  contents: `
    export class AjvJsonSchemaValidator {
      getValidator() {
        throw new Error('nothing is checked by JSON Schema');
      }
    }`,
}));

/** The listing of the tools as data: it is made here instead of at every start. */
const listing = replaced('listing', /\/mcp\/listing\.ts$/, async (file) => {
  const { outputFiles } = await build({
    entryPoints: [file],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    define: { 'process.env.PAGE_FILE': '""' },
  });
  const { LISTING } = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
  return { contents: `export const LISTING = ${JSON.stringify(LISTING)};` };
});

/** Files of others that are changed on their way into the bundle, and how. */
const changes = [
  { name: /@modelcontextprotocol[\\/]sdk[\\/]dist[\\/]esm[\\/]types\.js$/, change: removable },
  { name: /zod[\\/]v4[\\/]core[\\/]core\.js$/, change: withoutCompiling },
];

/**
 * What others wrote, made smaller: with shorter names inside (ours stay, for traces), and without the schemas of the
 * SDK that nothing uses. A fifth of a start would go into making them all.
 */
const smaller = {
  name: 'smaller',
  setup({ onLoad, onEnd }) {
    const found = new Set();
    onLoad({ filter: /[\\/]node_modules[\\/].*\.(?:js|mjs|cjs)$/ }, async ({ path: file }) => {
      let source = await readFile(file, 'utf8');
      for (const { name, change } of changes) {
        if (!name.test(file)) continue;
        found.add(name);
        source = change(source);
      }
      const { code } = await transform(source, { minifyIdentifiers: true });
      return { contents: code };
    });
    onEnd(() => {
      for (const { name } of changes)
        if (!found.has(name))
          throw new Error(`No file is ${name} any more: the bundle would be another one.`);
    });
  },
};

export const plugins = [dispatchers, ...unusedParts, plainAssert, noJsonSchemaValidator, listing, smaller];

/** The source with each of its constants in a form that is left out where nothing uses it. */
function removable(source) {
  const constant = /^((?:export )?const \w+ =) ([^]*?);\n(?=(?:export|const|class|function|\/\*|\/\/)|$)/gm;
  const changed = source.replace(constant, '$1 /* @__PURE__ */ (() => ($2))();\n');
  if (changed === source) throw new Error('The schemas of the SDK have another form now.');
  return changed;
}

/** Zod would compile a function for each object that it checks, which takes longer than all the checks of a session. */
function withoutCompiling(source) {
  const changed = source.replace('.__zod_globalConfig = {}', '.__zod_globalConfig = { jitless: true }');
  if (changed === source) throw new Error('Zod keeps its configuration elsewhere now.');
  return changed;
}

/**
 * A plugin that puts other contents in place of what an import names; it fails when nothing imports that any more.
 * @param contents gets the path of the file, where the import is one of a file
 * @param importedBy the files whose imports are meant; all of them unless given
 */
function replaced(name, filter, contents, importedBy = /^/) {
  return {
    name,
    setup({ initialOptions, onResolve, onLoad, onEnd }) {
      let used = false;
      onResolve({ filter }, ({ path: imported, resolveDir, importer }) => {
        if (!importedBy.test(importer)) return undefined;
        used = true;
        return {
          namespace: name,
          path: imported.startsWith('.') ? path.resolve(resolveDir, imported) : imported,
        };
      });
      onLoad({ filter: /.*/, namespace: name }, async ({ path: file }) => ({
        resolveDir: initialOptions.absWorkingDir,
        ...(await contents(file)),
      }));
      onEnd(() => {
        if (!used) throw new Error(`Nothing imports ${filter} any more: the bundle would be another one.`);
      });
    },
  };
}
