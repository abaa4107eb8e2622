export interface Decline {
  code: string;
  declineCode: string;
  message: string;
}

export interface TestCard {
  number: string;
  token: string;
  brand: 'visa' | 'mastercard' | 'amex';
  label: string;
  /** Refused already when it is attached or first used. */
  decline: Decline | null;
  /** Accepted, then every later charge fails. */
  failsAfterAttach: boolean;
  challenge: 'never' | 'setup' | 'always';
  declineAfterChallenge: boolean;
  /** Whether a refund settles at once, a little later, or fails a little later. */
  refunds: 'now' | 'later' | 'fail';
}

const messages: Record<string, Omit<Decline, 'declineCode'>> = {
  insufficient_funds: { code: 'card_declined', message: 'Your card has insufficient funds.' },
  expired_card: { code: 'expired_card', message: 'Your card has expired.' },
  incorrect_cvc: { code: 'incorrect_cvc', message: "Your card's security code is incorrect." },
  processing_error: { code: 'processing_error', message: 'An error occurred while processing your card. Try again in a little bit.' },
  incorrect_number: { code: 'incorrect_number', message: 'Your card number is incorrect.' },
  authentication_required: { code: 'authentication_required', message: 'Your card was declined. This transaction requires authentication.' },
};

export function declineFor(declineCode: string): Decline {
  const known = messages[declineCode] ?? { code: 'card_declined', message: 'Your card was declined.' };
  return { ...known, declineCode };
}

/** Networks refuse these again until there is another card. */
export const hardDeclines: ReadonlySet<string> = new Set([
  'incorrect_number', 'lost_card', 'pickup_card', 'stolen_card', 'revocation_of_authorization', 'revocation_of_all_authorizations',
  'authentication_required', 'highest_risk_level', 'transaction_not_allowed',
]);

const card = (number: string, token: string, label: string, rest: Partial<TestCard> = {}): TestCard => ({
  number, token, label, brand: 'visa', decline: null, failsAfterAttach: false, challenge: 'never', declineAfterChallenge: false, refunds: 'now', ...rest,
});

export const testCards: readonly TestCard[] = [
  card('4242424242424242', 'pm_card_visa', 'Pays'),
  card('5555555555554444', 'pm_card_mastercard', 'Pays (Mastercard)', { brand: 'mastercard' }),
  card('378282246310005', 'pm_card_amex', 'Pays (American Express)', { brand: 'amex' }),
  card('4000002500003155', 'pm_card_authenticationRequiredOnSetup', 'Asks for authentication once', { challenge: 'setup' }),
  card('4000002760003184', 'pm_card_authenticationRequired', 'Asks for authentication every time', { challenge: 'always' }),
  card('4000003800000446', 'pm_card_authenticationRequiredSetupForOffSession', 'Already set up for renewals'),
  card('4000008400001629', 'pm_card_threeDSecureRequiredChargeDeclined', 'Declined after authentication', { challenge: 'always', declineAfterChallenge: true }),
  card('4000000000007726', 'pm_card_pendingRefund', 'Refunds settle later', { refunds: 'later' }),
  card('4000000000005126', 'pm_card_refundFail', 'Refunds fail later', { refunds: 'fail' }),
  card('4000000000000341', 'pm_card_chargeCustomerFail', 'Pays now, renewals fail', { failsAfterAttach: true }),
  card('4000000000000002', 'pm_card_visa_chargeDeclined', 'Declined', { decline: declineFor('generic_decline') }),
  card('4000000000009995', 'pm_card_visa_chargeDeclinedInsufficientFunds', 'Insufficient funds', { decline: declineFor('insufficient_funds') }),
  card('4000000000009987', 'pm_card_visa_chargeDeclinedLostCard', 'Lost card', { decline: declineFor('lost_card') }),
  card('4000000000009979', 'pm_card_visa_chargeDeclinedStolenCard', 'Stolen card', { decline: declineFor('stolen_card') }),
  card('4000000000000069', 'pm_card_chargeDeclinedExpiredCard', 'Expired card', { decline: declineFor('expired_card') }),
  card('4000000000000127', 'pm_card_chargeDeclinedIncorrectCvc', 'Wrong security code', { decline: declineFor('incorrect_cvc') }),
  card('4000000000000119', 'pm_card_chargeDeclinedProcessingError', 'Processing error', { decline: declineFor('processing_error') }),
];

/** Whether the bank lets a card be saved without a payment; null: it does. */
export const saveDecision = (card: TestCard, authenticated: boolean): Decline | null =>
  authenticated && card.declineAfterChallenge ? declineFor('generic_decline') : card.decline;

/** By number (spaces allowed) or by `pm_card_…` token. */
export function findTestCard(numberOrToken: string): TestCard | undefined {
  const plain = numberOrToken.replace(/[\s-]/g, '');
  return testCards.find((one) => one.number === plain || one.token === numberOrToken);
}
