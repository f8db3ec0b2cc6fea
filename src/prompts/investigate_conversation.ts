import { ID } from '../amigo/ids.ts';
import { definePrompt } from './define-prompt.ts';
import { call, steps } from './numbered-steps.ts';

export const investigateConversation = definePrompt({
  name: 'investigate_conversation',
  title: 'Investigate a conversation',
  description: 'What every metric said about one conversation, and whether that is usual for those metrics.',
  arguments: { conversation_id: { description: 'Conversation id, 24 hex digits' } },
  tools: ['get_metric_evaluation_results', 'get_metric_versions'],

  message({ conversation_id: typed = '' }) {
    const isId = ID.test(typed.toLowerCase());
    const conversation_id = isId ? typed.toLowerCase() : '<conversation id>';
    return [
      isId
        ? `Investigate what the Amigo metrics say about the conversation ${conversation_id}.`
        : 'Investigate what the Amigo metrics say about one conversation. Ask for its id first, 24 hex digits: no tool finds a conversation by its words.',
      steps(
        `Read every verdict on it: ${call('get_metric_evaluation_results', { conversation_id: [conversation_id], view: 'rows', limit: 200 })}. None yet is normal for a conversation that ended a short while ago.`,
        `For each metric whose verdict matters, read what that version asked: ${call('get_metric_versions', { metric_id: '<metric_id>', version: '<metric_version>' })}. A verdict means what its version asked, not what the name suggests.`,
        'Set verdicts side by side: where do they rest on the same passages (references), where do two contradict each other, where do two results of one metric differ (another version, source or end interaction), which were not applicable and why.',
        `For the two or three that stand out, see whether that is usual: ${call('get_metric_evaluation_results', { metric_id: ['<metric_id>'], group_by: 'week' })}. One verdict is an anecdote until you know the rate.`,
      ),
      'A good answer holds: a table of metric, version, value, source and time; what happened in the conversation as far as the justifications carry, with their references; contradictions, and what would settle them; what is usual and what is not for these metrics; what cannot be known from here, since the transcript itself is not. Keep quotes of a patient’s words short.',
    ].join('\n\n');
  },
});
