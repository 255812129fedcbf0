/** How commands end. */
export const exitCodes = {
  done: 0,
  failed: 1,
  /** Bad input, or refused by policy. */
  refused: 2,
  /** With `--detailed-exitcode`: there are changes, or there is drift. Of `attest`: a control is not met. */
  pending: 3,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
