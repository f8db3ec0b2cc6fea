import { isDeepStrictEqual } from 'node:util';
import { randomOf } from '../soak/random.ts';
import { agreementOf, conversationOf, drawLabelled, LABEL_DESIGNS, METRIC, rowsOf } from './labelled.ts';
import { Pace, startPeer, startProgram } from './served-program.ts';

/**
 * So many sets of labelled conversations of each design through the built server, each an answer of its own.
 * @returns designs of which a figure differs
 */
export async function serveLabels(sets: number, seed: number): Promise<number> {
  const peer = await startPeer();
  const client = await startProgram(peer.url);
  const pace = new Pace();
  let differing = 0;
  try {
    for (const [place, design] of LABEL_DESIGNS.entries()) {
      const random = randomOf(seed + place);
      let wrong = 0;
      for (let set = 0; set < sets; set += 1) {
        const drawn = drawLabelled(design, random);
        peer.hold(rowsOf(drawn));
        await pace.turn();
        const labels = [...drawn.labels].map(([at, label]) => ({
          label: String(label),
          conversation_id: [conversationOf(at)],
        }));
        const question = { metric_id: [METRIC], labels, examples: 0, refresh: true };
        const answer = await client.callTool({ name: 'get_metric_evaluation_results', arguments: question });
        pace.done();
        if (answer.isError) throw new Error(JSON.stringify(answer.content));
        const { metrics } = answer.structuredContent as { metrics: { agreement?: unknown }[] };
        if (!isDeepStrictEqual(metrics[0]?.agreement, agreementOf(drawn))) wrong += 1;
      }
      if (wrong > 0) process.stdout.write(`${design.name}: ${wrong} answers of the built server differ\n`);
      if (wrong > 0) differing += 1;
    }
  } finally {
    await client.close();
    peer.close();
  }
  const said = differing === 0 ? 'equal in every figure' : `${differing} designs differ`;
  process.stdout.write(`With labels: ${sets * LABEL_DESIGNS.length} data sets, ${said}\n`);
  return differing;
}
