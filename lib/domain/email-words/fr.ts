import { alertWords } from './alert-words-fr';
import { greetingName } from './greeting-name';
import type { Language } from './words';

export const french: Language = {
  why: (kind, product) =>
    kind === 'welcome'
      ? `Vous recevez ce message parce que cette adresse a servi à une inscription chez ${product}. Si ce n’était pas vous, ne faites rien : sans votre mot de passe, personne n’entre.`
      : `Vous recevez ce message parce que vous possédez ou payez un espace de travail chez ${product}.`,
  kinds: {
    welcome: ({ name, plan }, say) => ({
      subject: `Bienvenue chez ${say.product}`,
      body: [`${['Bonjour', greetingName(name)].filter(Boolean).join(' ')}. Votre espace de travail est prêt, avec l’offre ${say.plan(plan)}.`, 'Créez une clé d’API et envoyez un premier appel : il apparaît aussitôt dans l’aperçu.'],
      button: ['Ouvrir l’aperçu', '/overview'],
    }),
    receipt: ({ amountMinor, currency, number, paidAt, lines, hostedUrl, pdfUrl }, say) => ({
      subject: `Reçu de ${say.money(amountMinor, currency)}`,
      title: 'Votre reçu',
      amount: say.money(amountMinor, currency),
      body: [`Payé le ${say.moment(paidAt)}.`],
      facts: number === null ? [] : [['Facture', number]],
      lines: lines.map((line) => [line.description, say.money(line.amountMinor, currency)]),
      button: ['Voir les factures', '/invoices'],
      links: [...(hostedUrl === null ? [] : [['Cette facture', hostedUrl] as [string, string]]), ...(pdfUrl === null ? [] : [['Télécharger le PDF', pdfUrl] as [string, string]])],
    }),
    change_confirmed: ({ from, to, effectiveAt, chargedMinor }, say) => ({
      subject: from.plan === to.plan ? `Votre offre ${say.plan(to.plan)} a changé` : `Vous avez maintenant l’offre ${say.plan(to.plan)}`,
      body: [`Le changement a pris effet le ${say.moment(effectiveAt)}.`],
      facts: [
        ['Avant', say.terms(from)], ['Maintenant', say.terms(to)],
        ...(chargedMinor === null ? [] : [[chargedMinor < 0 ? 'Crédité' : 'Débité', chargedMinor === 0 ? 'Rien' : say.money(Math.abs(chargedMinor), to.currency)] as [string, string]]),
      ],
      button: ['Voir votre offre', '/plans'],
    }),
    change_scheduled: ({ from, to, at }, say) => ({
      subject: from.plan === to.plan ? `Votre offre ${say.plan(to.plan)} change le ${say.day(at)}` : `Vous passez à l’offre ${say.plan(to.plan)} le ${say.day(at)}`,
      body: [`Vous gardez ce que vous avez jusqu’au ${say.moment(at)}.`],
      facts: [['Jusque-là', say.terms(from)], ['Ensuite', say.terms(to)]],
      after: ['Jusque-là, vous pouvez annuler ce changement.'],
      button: ['Voir ou annuler le changement', '/plans'],
    }),
    change_undone: ({ kept, was }, say) => ({
      subject: `Vous gardez l’offre ${say.plan(kept.plan)}`,
      body: [{ downgrade: 'Le changement prévu a été annulé.', cancellation: 'La résiliation a été annulée. Votre abonnement se renouvelle comme avant.', pause: 'La pause est finie. Votre abonnement continue.' }[was]],
      facts: [['Votre offre', say.terms(kept)]],
      button: ['Voir votre offre', '/plans'],
    }),
    canceled: ({ plan, endsAt, isNow, creditMinor, currency }, say) => ({
      subject: isNow ? `L’offre ${say.plan(plan)} est résiliée` : `L’offre ${say.plan(plan)} prend fin le ${say.day(endsAt)}`,
      body: isNow
        ? [`Votre abonnement a pris fin le ${say.moment(endsAt)}. Il ne se renouvellera pas, et votre espace de travail a maintenant l’offre ${say.defaultPlan}.`]
        : [`Votre abonnement est résilié et ne se renouvellera pas. Vous gardez l’offre ${say.plan(plan)} jusqu’au ${say.moment(endsAt)} ; ensuite, votre espace de travail aura l’offre ${say.defaultPlan}.`],
      facts: creditMinor === null || creditMinor === 0 || currency === null ? [] : [['Crédit pour le temps restant', say.money(creditMinor, currency)]],
      after: isNow ? ['Vos clés, vos membres et votre historique restent.'] : ['Si vous changez d’avis, vous pouvez annuler la résiliation jusque-là.'],
      button: isNow ? ['Voir les offres', '/plans'] : ['Voir ou annuler la résiliation', '/plans'],
    }),
    ended: ({ plan, endedAt, reason }, say) => ({
      subject: `L’offre ${say.plan(plan)} a pris fin`,
      body: [
        {
          requested: `Votre abonnement a pris fin le ${say.moment(endedAt)}, comme vous l’aviez demandé.`, payment_failed: `Votre abonnement a pris fin le ${say.moment(endedAt)}, parce que sa facture n’a pas été payée.`,
          trial_over: `Votre essai a pris fin le ${say.moment(endedAt)}, sans carte. Rien n’a été débité.`,
        }[reason],
        `Votre espace de travail a maintenant l’offre ${say.defaultPlan}. Vos clés, vos membres et votre historique restent.`,
      ],
      button: ['Voir les offres', '/plans'],
    }),
    paused: ({ plan }, say) => ({
      subject: `L’offre ${say.plan(plan)} est en pause`,
      body: [`Pendant la pause, rien n’est facturé, et votre espace de travail a les limites de l’offre ${say.defaultPlan}.`, `Vous pouvez reprendre l’offre ${say.plan(plan)} à tout moment.`],
      button: ['Voir ou finir la pause', '/plans'],
    }),
    payment_failed: ({ amountMinor, currency, attempt, nextAttemptAt, graceEndsAt, card }, say) => ({
      subject: `Votre paiement de ${say.money(amountMinor, currency)} a échoué`,
      title: 'Votre paiement a échoué',
      amount: say.money(amountMinor, currency),
      body: [card === null ? 'Il n’y a pas de carte à débiter.' : `${say.card(card.brand, card.last4)} : la carte n’a pas pu être débitée.`, `Votre offre reste active jusqu’au ${say.moment(graceEndsAt)}. Payez, ou changez de carte, et rien ne change.`],
      facts: [['Tentatives', say.count(attempt)], ['Prochaine tentative', nextAttemptAt === null ? 'Aucune : merci de payer vous-même' : say.moment(nextAttemptAt)]],
      button: ['Payer ou changer de carte', '/payment-methods'],
    }),
    payment_recovered: ({ amountMinor, currency, plan }, say) => ({
      subject: `Votre paiement de ${say.money(amountMinor, currency)} est passé`,
      title: 'Votre paiement est passé',
      amount: say.money(amountMinor, currency),
      body: [`Plus rien n’est en retard, et l’offre ${say.plan(plan)} continue.`],
      button: ['Voir vos factures', '/invoices'],
    }),
    access_limited: ({ plan, fallbackPlan, amountMinor, currency }, say) => ({
      subject: `L’offre ${say.plan(plan)} est suspendue jusqu’au paiement de ${say.money(amountMinor, currency)}`,
      title: `L’offre ${say.plan(plan)} est suspendue`,
      amount: say.money(amountMinor, currency),
      body: [`Ce paiement est en retard depuis trop longtemps. Votre espace de travail a maintenant les limites de l’offre ${say.plan(fallbackPlan)}.`, `Une fois le paiement fait, l’offre ${say.plan(plan)} revient. Rien n’a été effacé.`],
      button: ['Payer maintenant', '/invoices'],
    }),
    downgrade_blocked: ({ from, to, reasons }, say) => ({
      subject: `Le passage à l’offre ${say.plan(to)} n’a pas eu lieu`,
      body: [`Le passage de l’offre ${say.plan(from)} à l’offre ${say.plan(to)} était prévu, mais il n’a pas pu se faire :`],
      list: reasons,
      after: [`Vous gardez l’offre ${say.plan(from)}. Corrigez cela, puis choisissez de nouveau l’offre ${say.plan(to)}.`],
      button: ['Voir les offres', '/plans'],
    }),
    card_expiring: ({ brand, last4, expMonth, expYear }, say) => ({
      subject: `Votre carte se terminant par ${last4} expire bientôt`,
      body: [`${say.card(brand, last4)} : la carte est valable jusqu’à la fin de ${say.month(expYear, expMonth)}. Ajoutez-en une plus récente, pour que le prochain paiement passe.`],
      button: ['Changer de carte', '/payment-methods'],
    }),
    trial_ending: ({ plan, endsAt, amountMinor, currency, hasCard }, say) => ({
      subject: `Votre essai de l’offre ${say.plan(plan)} prend fin le ${say.day(endsAt)}`,
      body: hasCard
        ? [`Le ${say.moment(endsAt)}, votre carte sera débitée de ${say.money(amountMinor, currency)}. Si vous résiliez avant, vous ne payez rien.`]
        : [`Ajoutez une carte avant le ${say.moment(endsAt)} pour garder l’offre ${say.plan(plan)} à ${say.money(amountMinor, currency)}. Sans carte, rien n’est débité, et l’offre ${say.plan(plan)} s’arrête.`],
      button: hasCard ? ['Voir votre offre', '/plans'] : ['Ajouter une carte', '/payment-methods'],
    }),
    usage_alert: alertWords,
    credits_bought: ({ amountMinor, currency, units, unit, balance }, say) => ({
      subject: `${say.units(units, unit)} : ajout confirmé`,
      body: ['Merci. Ce que vous avez acheté est prêt à l’emploi et n’expire pas.'],
      facts: [['Ajouté', say.units(units, unit)], ['Payé', say.money(amountMinor, currency)], ['Nouveau solde', say.units(balance, unit)]],
      button: ['Voir vos crédits', '/credits'],
    }),
  },
};
