import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/**
 * The page with pictures as one text, markup, style and script, and the files that went into it.
 * @param version of the program, which the page tells its host
 */
export async function buildPage(version) {
  const { metafile, outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['src/page/index.ts', 'src/page/page.css'],
    outdir: 'dist',
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    minify: true,
    legalComments: 'none',
    metafile: true,
    define: { VERSION: JSON.stringify(version) },
  });
  const built = (extension) => outputFiles.find(({ path }) => path.endsWith(extension)).text.trim();
  const markup = await readFile(path.join(root, 'src/page/page.html'), 'utf8');
  const script = built('.js');
  // What the tags hold ends where they do.
  if (script.includes('</script')) throw new Error('The script of the page would end too early.');
  const text = markup.replace('/*style*/', () => built('.css')).replace('/*script*/', () => script);
  return { text, inputs: Object.keys(metafile.inputs) };
}
