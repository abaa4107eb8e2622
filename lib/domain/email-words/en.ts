import { alertWords } from './alert-words-en';
import { greetingName } from './greeting-name';
import type { Language } from './words';

export const english: Language = {
  why: (kind, product) =>
    kind === 'welcome'
      ? `You get this because this address was used to sign up at ${product}. If that was not you, do nothing: without your password nobody gets in.`
      : `You get this because you own, or pay for, a workspace at ${product}.`,
  kinds: {
    welcome: ({ name, plan }, say) => ({
      subject: `Welcome to ${say.product}`,
      body: [`${['Hello', greetingName(name)].filter(Boolean).join(' ')}. Your workspace is ready, on the ${say.plan(plan)} plan.`, 'Make an API key and send a first call: it appears on the overview as it happens.'],
      button: ['Open the overview', '/overview'],
    }),
    receipt: ({ amountMinor, currency, number, paidAt, lines, hostedUrl, pdfUrl }, say) => ({
      subject: `Receipt for ${say.money(amountMinor, currency)}`,
      title: 'Your receipt',
      amount: say.money(amountMinor, currency),
      body: [`Paid on ${say.moment(paidAt)}.`],
      facts: number === null ? [] : [['Invoice', number]],
      lines: lines.map((line) => [line.description, say.money(line.amountMinor, currency)]),
      button: ['See all invoices', '/invoices'],
      links: [...(hostedUrl === null ? [] : [['This invoice', hostedUrl] as [string, string]]), ...(pdfUrl === null ? [] : [['Download as PDF', pdfUrl] as [string, string]])],
    }),
    change_confirmed: ({ from, to, effectiveAt, chargedMinor }, say) => ({
      subject: from.plan === to.plan ? `Your plan ${say.plan(to.plan)} has changed` : `You are now on ${say.plan(to.plan)}`,
      body: [`The change took effect on ${say.moment(effectiveAt)}.`],
      facts: [
        ['Before', say.terms(from)], ['Now', say.terms(to)],
        ...(chargedMinor === null ? [] : [[chargedMinor < 0 ? 'Credited' : 'Charged', chargedMinor === 0 ? 'Nothing' : say.money(Math.abs(chargedMinor), to.currency)] as [string, string]]),
      ],
      button: ['See your plan', '/plans'],
    }),
    change_scheduled: ({ from, to, at }, say) => ({
      subject: from.plan === to.plan ? `Your plan ${say.plan(to.plan)} changes on ${say.day(at)}` : `Your plan changes to ${say.plan(to.plan)} on ${say.day(at)}`,
      body: [`You keep what you have until ${say.moment(at)}.`],
      facts: [['Until then', say.terms(from)], ['After that', say.terms(to)]],
      after: ['Until then you can undo this.'],
      button: ['See or undo the change', '/plans'],
    }),
    change_undone: ({ kept, was }, say) => ({
      subject: `You keep ${say.plan(kept.plan)}`,
      body: [{ downgrade: 'The change that was scheduled has been undone.', cancellation: 'The cancellation has been undone. Your subscription renews as before.', pause: 'The pause is over. Your subscription continues.' }[was]],
      facts: [['Your plan', say.terms(kept)]],
      button: ['See your plan', '/plans'],
    }),
    canceled: ({ plan, endsAt, isNow, creditMinor, currency }, say) => ({
      subject: isNow ? `${say.plan(plan)} has been canceled` : `${say.plan(plan)} ends on ${say.day(endsAt)}`,
      body: isNow
        ? [`Your subscription ended on ${say.moment(endsAt)}. It will not renew, and your workspace is now on ${say.defaultPlan}.`]
        : [`Your subscription is canceled and will not renew. You keep ${say.plan(plan)} until ${say.moment(endsAt)}; after that your workspace is on ${say.defaultPlan}.`],
      facts: creditMinor === null || creditMinor === 0 || currency === null ? [] : [['Credit for unused time', say.money(creditMinor, currency)]],
      after: isNow ? ['Your keys, members and history stay.'] : ['If you change your mind, you can undo this until then.'],
      button: isNow ? ['See the plans', '/plans'] : ['See or undo the cancellation', '/plans'],
    }),
    ended: ({ plan, endedAt, reason }, say) => ({
      subject: `${say.plan(plan)} has ended`,
      body: [
        {
          requested: `Your subscription ended on ${say.moment(endedAt)}, as you asked.`, payment_failed: `Your subscription ended on ${say.moment(endedAt)}, because its invoice was not paid.`,
          trial_over: `Your trial ended on ${say.moment(endedAt)} without a card. Nothing was charged.`,
        }[reason],
        `Your workspace is now on ${say.defaultPlan}. Your keys, members and history stay.`,
      ],
      button: ['See the plans', '/plans'],
    }),
    paused: ({ plan }, say) => ({
      subject: `${say.plan(plan)} is paused`,
      body: [`While it is paused nothing is billed, and your workspace has the limits of ${say.defaultPlan}.`, `You can continue with ${say.plan(plan)} at any time.`],
      button: ['See or end the pause', '/plans'],
    }),
    payment_failed: ({ amountMinor, currency, attempt, nextAttemptAt, graceEndsAt, card }, say) => ({
      subject: `Your payment of ${say.money(amountMinor, currency)} failed`,
      title: 'Your payment failed',
      amount: say.money(amountMinor, currency),
      body: [card === null ? 'There is no card that could be charged.' : `${say.card(card.brand, card.last4)} could not be charged.`, `Your plan keeps working until ${say.moment(graceEndsAt)}. Pay, or use another card, and nothing changes.`],
      facts: [['Attempts so far', say.count(attempt)], ['Next attempt', nextAttemptAt === null ? 'None: please pay yourself' : say.moment(nextAttemptAt)]],
      button: ['Pay or change the card', '/payment-methods'],
    }),
    payment_recovered: ({ amountMinor, currency, plan }, say) => ({
      subject: `Your payment of ${say.money(amountMinor, currency)} went through`,
      title: 'Your payment went through',
      amount: say.money(amountMinor, currency),
      body: [`Nothing is overdue any more, and ${say.plan(plan)} continues.`],
      button: ['See your invoices', '/invoices'],
    }),
    access_limited: ({ plan, fallbackPlan, amountMinor, currency }, say) => ({
      subject: `${say.plan(plan)} is on hold until ${say.money(amountMinor, currency)} is paid`,
      title: `${say.plan(plan)} is on hold`,
      amount: say.money(amountMinor, currency),
      body: [`This payment has been overdue for too long. Your workspace now has the limits of ${say.plan(fallbackPlan)}.`, `Once it is paid, ${say.plan(plan)} is back. Nothing was deleted.`],
      button: ['Pay now', '/invoices'],
    }),
    downgrade_blocked: ({ from, to, reasons }, say) => ({
      subject: `Your plan did not change to ${say.plan(to)}`,
      body: [`The change from ${say.plan(from)} to ${say.plan(to)} was due, but it could not be made:`],
      list: reasons,
      after: [`You stay on ${say.plan(from)}. Put this right and choose ${say.plan(to)} again.`],
      button: ['See the plans', '/plans'],
    }),
    card_expiring: ({ brand, last4, expMonth, expYear }, say) => ({
      subject: `Your card ending in ${last4} expires soon`,
      body: [`${say.card(brand, last4)} is valid until the end of ${say.month(expYear, expMonth)}. Add a newer one, so that the next payment goes through.`],
      button: ['Change the card', '/payment-methods'],
    }),
    trial_ending: ({ plan, endsAt, amountMinor, currency, hasCard }, say) => ({
      subject: `Your trial of ${say.plan(plan)} ends on ${say.day(endsAt)}`,
      body: hasCard
        ? [`On ${say.moment(endsAt)} your card is charged ${say.money(amountMinor, currency)}. Cancel before then and you pay nothing.`]
        : [`Add a card before ${say.moment(endsAt)} to keep ${say.plan(plan)} for ${say.money(amountMinor, currency)}. Without a card nothing is charged, and ${say.plan(plan)} stops.`],
      button: hasCard ? ['See your plan', '/plans'] : ['Add a card', '/payment-methods'],
    }),
    usage_alert: alertWords,
    credits_bought: ({ amountMinor, currency, units, unit, balance }, say) => ({
      subject: `${say.units(units, unit)} added`,
      body: ['Thank you. What you bought is ready to use and does not expire.'],
      facts: [['Added', say.units(units, unit)], ['Paid', say.money(amountMinor, currency)], ['Balance now', say.units(balance, unit)]],
      button: ['See your credits', '/credits'],
    }),
  },
};
