/**
 * The life of a mail. It is queued in the transaction that makes its order PAID, so that there is one for every
 * payment and none without.
 *
 *   WAITING --the server took it--------------------------> SENT
 *    |   ^ `-- a try failed, another may help: stays WAITING, with a later next try
 *    |   |
 *    |--no mail server is configured----------------------> KEPT    (the operator can read it)
 *    `--refused for good, or the last try failed----------> FAILED  (likewise, with the reason)
 *
 * Each arrow is one guarded statement (store/mails.ts). A try is counted, and the next one fixed, before the server is
 * spoken to: whoever is killed meanwhile leaves the mail to that next try. When the kill falls between the server's
 * yes and our note of it, the mail goes out twice with the same Message-ID, by which mail programs know it again.
 */

/** Seconds until the next try, after the first, the second, ...; after the last one the mail is FAILED. */
export const DELAYS = [60, 300, 900, 3_600, 10_800, 21_600, 43_200, 86_400] as const;

/** Whether this try, counted from 1, is the last. */
export function isLastTry(tries: number): boolean {
  return tries > DELAYS.length;
}
