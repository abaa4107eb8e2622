import type { BeyondAlert, EmailData } from '@/lib/domain/emails';
import type { Say } from './say';
import type { Words } from './words';

type Told = EmailData['usage_alert'];

const during = { minute: 'cette minute', day: 'aujourd’hui', month: 'ce mois-ci', billing_period: 'pendant cette période de facturation' };

const whose = ({ scope: { kind, name } }: Told): string =>
  ({ plan: 'de votre offre', workspace: 'que vous avez fixée', key: `de la clé « ${name ?? ''} »`, member: `de ${name ?? ''}` })[kind];

const reached: Record<BeyondAlert, string> = {
  refused: 'Jusque-là, les appels qui demandent plus sont refusés.',
  billed: 'Les appels au-delà passent et sont facturés au prix de votre offre.',
  credits: 'Les appels au-delà sont payés par vos packs de crédits ; sans crédits, ils sont refusés.',
  told: 'Les appels continuent : cette limite ne refuse rien, elle vous prévient.',
};
const near: Record<BeyondAlert, string> = {
  refused: 'Une fois la limite atteinte, les appels qui demandent plus sont refusés.',
  billed: 'Une fois la limite atteinte, les appels au-delà passent et sont facturés au prix de votre offre.',
  credits: 'Une fois la limite atteinte, les appels sont payés par vos packs de crédits ; sans crédits, ils sont refusés.',
  told: 'Une fois la limite atteinte, les appels continuent : cette limite ne refuse rien, elle vous prévient.',
};

export const alertWords = (told: Told, say: Say): Words => {
  const { meter, threshold, limit, used, window, beyond, at, resetsAt, scope } = told;
  const isReached = threshold >= 100;
  return {
    subject: isReached ? `La limite de ${say.measured(limit, meter)} est atteinte` : `${say.count(threshold)} % de ${say.measured(limit, meter)} utilisés ${during[window]}`,
    title: isReached ? 'Une limite est atteinte' : 'Une limite approche',
    amount: say.measured(used, meter),
    body: [`Voilà ce qui a été utilisé ${during[window]} sur la limite ${whose(told)} : ${say.measured(limit, meter)}.`, isReached ? reached[beyond] : near[beyond]],
    facts: [['Franchie', say.moment(at)], ['Repart à zéro', say.moment(resetsAt)]],
    after: [scope.kind === 'plan' ? 'Une offre plus grande prend effet aussitôt.' : 'Les propriétaires et les administrateurs peuvent relever cette limite à tout moment.', 'Vous choisissez vous-même quand vous êtes prévenu, sur la page des alertes.'],
    button: scope.kind === 'plan' ? ['Voir les alertes', '/alerts'] : ['Voir vos limites', '/usage/limits'],
  };
};
