import type { World } from './calls.ts';

/** What is there before the soak begins, read from the sandbox without the program's help. */
export async function readWorld(
  url: string,
  { AMIGO_ORG_ID, AMIGO_API_KEY, AMIGO_API_KEY_ID, AMIGO_USER_ID }: Readonly<Record<string, string>>,
): Promise<World> {
  const base = `${url}/v1/${AMIGO_ORG_ID}`;
  const signIn = await fetch(`${base}/user/signin_with_api_key`, {
    method: 'POST',
    headers: {
      'x-api-key': AMIGO_API_KEY ?? '',
      'x-api-key-id': AMIGO_API_KEY_ID ?? '',
      'x-user-id': AMIGO_USER_ID ?? '',
    },
  });
  const { id_token }: { readonly id_token: string } = JSON.parse(await signIn.text());
  const read = async (path: string) => {
    const answer = await fetch(`${base}${path}`, { headers: { authorization: `Bearer ${id_token}` } });
    return answer.text();
  };

  const { metrics }: Pick<World, 'metrics'> = JSON.parse(await read('/metric/'));
  const conversations = new Set<string>();
  for (let page = 0, token = ''; page < 8; page += 1) {
    const answer: {
      readonly metric_evaluation_results: readonly {
        readonly source: { readonly conversation_id?: string };
      }[];
      readonly continuation_token: number;
    } = JSON.parse(await read(`/metric/metric_evaluation_result?sort_by=%2Bcreated_at${token}`));
    for (const { source } of answer.metric_evaluation_results)
      if (source.conversation_id) conversations.add(source.conversation_id);
    token = `&continuation_token=${answer.continuation_token}`;
  }
  return { metrics: metrics.map(({ id, name }) => ({ id, name })), conversations: [...conversations] };
}
