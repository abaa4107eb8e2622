/** Most attempts per fixed window. They protect accounts against guessing, and the machine against slow hashes by the thousand. */
export type AttemptLimit = { attempts: number; windowMinutes: number };

export const attemptLimits = {
  /** Failed sign-ins to one account, from anywhere. */
  signInPerAccount: { attempts: 10, windowMinutes: 15 },
  /** Failed sign-ins from one address, to any account. */
  signInPerAddress: { attempts: 30, windowMinutes: 15 },
  signUpPerAddress: { attempts: 60, windowMinutes: 60 },
  /** Card forms opened by one workspace: each lets somebody find out whether a card is good. */
  newCards: { attempts: 30, windowMinutes: 60 },
  /** What may charge or credit one workspace: changes, purchases, payments. */
  moneyMoves: { attempts: 100, windowMinutes: 1_440 },
} as const satisfies Record<string, AttemptLimit>;

/** Days until somebody has to sign in again. */
export const sessionDays = 30;
