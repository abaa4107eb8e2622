const digitsOf = (text) => text.replace(/\D/g, '');
const isAmex = (digits) => /^3[47]/.test(digits);

const brandOf = (digits) => {
  if (isAmex(digits)) return 'amex';
  if (/^4/.test(digits)) return 'visa';
  if (/^(5[1-5]|2[2-7])/.test(digits)) return 'mastercard';
  return 'unknown';
};

const cvcLength = (digits) => (isAmex(digits) ? 4 : 3);
const numberLength = (digits) => (isAmex(digits) ? 15 : 16);

const groupNumber = (digits) => (isAmex(digits) ? [digits.slice(0, 4), digits.slice(4, 10), digits.slice(10)] : (digits.match(/.{1,4}/g) ?? [])).filter(Boolean).join(' ');

const formatExpiry = (typed) => {
  const digits = digitsOf(typed);
  const padded = /^[2-9]/.test(digits) ? `0${digits}` : digits;
  const [month, year] = [padded.slice(0, 2), padded.slice(2, 6)];
  const short = year.length === 4 && year.startsWith('20') ? year.slice(2) : year.slice(0, year.startsWith('20') ? 4 : 2);
  return short || /^\d{2}\s*\//.test(typed) ? `${month} / ${short}` : month;
};

const luhn = (digits) => [...digits].reverse().reduce((sum, char, index) => {
  const doubled = Number(char) * (index % 2 === 0 ? 1 : 2);
  return sum + (doubled > 9 ? doubled - 9 : doubled);
}, 0) % 10 === 0;

/** What is typed, as the field shows it. */
export const format = {
  number: (typed) => groupNumber(digitsOf(typed).slice(0, numberLength(digitsOf(typed)))),
  expiry: formatExpiry,
  cvc: (typed, number) => digitsOf(typed).slice(0, cvcLength(digitsOf(number))),
};

const problem = (code, message) => ({ type: 'validation_error', code, message });

function numberProblem(typed, testNumbers) {
  const digits = digitsOf(typed);
  if (digits.length < numberLength(digits)) return problem('incomplete_number', 'Your card number is incomplete.');
  if (!luhn(digits)) return problem('invalid_number', 'Your card number is invalid.');
  return testNumbers.includes(digits) ? null : problem('incorrect_number', 'This is not a test card. Never enter a real card here.');
}

function expiryProblem(typed, now) {
  const digits = digitsOf(typed);
  if (digits.length < 4) return problem('incomplete_expiry', "Your card's expiration date is incomplete.");
  const [month, year] = [Number(digits.slice(0, 2)), 2000 + Number(digits.slice(2, 4))];
  if (month < 1 || month > 12) return problem('invalid_expiry_month', "Your card's expiration month is invalid.");
  if (year * 12 + month < now.getUTCFullYear() * 12 + now.getUTCMonth() + 1) return problem('invalid_expiry_year_past', "Your card's expiration year is in the past.");
  return year > now.getUTCFullYear() + 50 ? problem('invalid_expiry_year', "Your card's expiration year is invalid.") : null;
}

const cvcProblem = (typed, number) => (digitsOf(typed).length < cvcLength(digitsOf(number)) ? problem('incomplete_cvc', "Your card's security code is incomplete.") : null);

/** The problem of each field, or null. `now` is the account's time: it decides what has expired. */
export const problemsOf = ({ number, expiry, cvc }, testNumbers, now) => ({
  number: numberProblem(number, testNumbers), expiry: expiryProblem(expiry, now), cvc: cvcProblem(cvc, number),
});

/** The card as the API takes it. */
export const cardOf = ({ number, expiry, cvc }) => ({
  number: digitsOf(number), exp_month: Number(digitsOf(expiry).slice(0, 2)), exp_year: 2000 + Number(digitsOf(expiry).slice(2, 4)), cvc: digitsOf(cvc),
});

export const brand = (typed) => brandOf(digitsOf(typed));
