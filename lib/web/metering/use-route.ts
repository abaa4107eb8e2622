import { requestIdOf } from '@/lib/web/base-ctx';
import { program } from '@/lib/web/callers';
import { readInput } from '@/lib/web/read-input';
import { route } from '@/lib/web/route';
import { answerUse, useActions, type UseAction } from './use-api';

/** The route of one thing that a program can ask of the meter. */
export const useRoute = (name: UseAction) =>
  route({
    POST: {
      caller: program, input: useActions[name].input, status: 200,
      answer: async (request, params) => {
        const about = { requestId: requestIdOf(request.headers), instance: new URL(request.url).pathname };
        const given = await readInput(request, params);
        const { status, headers, body } = await answerUse(name, { method: request.method, path: about.instance, header: (field) => request.headers.get(field), headers: request.headers }, given, about);
        return new Response(body, { status, headers });
      },
    },
  });
