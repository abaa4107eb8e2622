import type { BeyondAlert, EmailData } from '@/lib/domain/emails';
import type { Say } from './say';
import type { Words } from './words';

type Told = EmailData['usage_alert'];

const during = { minute: 'this minute', day: 'today', month: 'this month', billing_period: 'this billing period' };

/** `of your limit`, as the end of a subject and inside a sentence. */
const whose = ({ scope: { kind, name } }: Told): string =>
  ({ plan: 'of your plan', workspace: 'that you set', key: `of the key “${name ?? ''}”`, member: `of ${name ?? ''}` })[kind];

const reached: Record<BeyondAlert, string> = {
  refused: 'Calls that need more are refused until then.',
  billed: 'Calls beyond it pass, and are billed at the price of your plan.',
  credits: 'Calls beyond it are paid from your credit packs; without credits they are refused.',
  told: 'Calls go on: this limit refuses nothing, it only tells you.',
};
const near: Record<BeyondAlert, string> = {
  refused: 'Once it is reached, calls that need more are refused.',
  billed: 'Once it is reached, calls beyond it pass, and are billed at the price of your plan.',
  credits: 'Once it is reached, calls are paid from your credit packs; without credits they are refused.',
  told: 'Once it is reached, calls go on: this limit refuses nothing, it only tells you.',
};

export const alertWords = (told: Told, say: Say): Words => {
  const { meter, threshold, limit, used, window, beyond, at, resetsAt, scope } = told;
  const isReached = threshold >= 100;
  return {
    subject: isReached ? `The limit of ${say.measured(limit, meter)} is reached` : `${say.count(threshold)} % of ${say.measured(limit, meter)} used ${during[window]}`,
    title: isReached ? 'A limit is reached' : 'A limit is near',
    amount: say.measured(used, meter),
    body: [`That much was used ${during[window]} of the limit ${whose(told)}: ${say.measured(limit, meter)}.`, isReached ? reached[beyond] : near[beyond]],
    facts: [['Crossed', say.moment(at)], ['Starts again', say.moment(resetsAt)]],
    after: [scope.kind === 'plan' ? 'A plan with more takes effect at once.' : 'Owners and admins can raise this limit at any time.', 'When you are told is yours to choose, on the alerts page.'],
    button: scope.kind === 'plan' ? ['See the alerts', '/alerts'] : ['See your limits', '/usage/limits'],
  };
};
