import type { Command } from 'commander';
import { generatePassword, hashPassword } from '../ops/password.js';
import { deleteShopKey, insertShopKey, listShopKeys, setPasswordHash } from '../store/shop-logins.js';
import { findShop } from '../store/shops.js';
import { passwordFromInput } from './password-input.js';
import { readPublicKeys } from './public-keys.js';
import { parseShop, print, printJson, printTable, UsageError, withOffice } from './session.js';

/** How a shop logs in over SFTP: its keys, its password. Sessions that are open go on. */
export function addShopLoginCommands(shop: Command): void {
  shop
    .command('key <number> [file]')
    .description(
      "add a shop's public SSH keys from a .pub or authorized_keys file; without a file, list them",
    )
    .option('--remove <fingerprint>', 'remove the key of this fingerprint (SHA256:...)')
    .option('--json', 'the keys as JSON')
    .action(async (number: string, file: string | undefined, options: { remove?: string; json?: true }) => {
      const id = parseShop(number);
      const keys = file === undefined ? [] : await readPublicKeys(file);
      await withOffice(async ({ pool }) => {
        if ((await findShop(pool, id)) === undefined) throw new UsageError(`there is no shop ${id}`);
        if (options.remove !== undefined && !(await deleteShopKey(pool, id, options.remove)))
          throw new UsageError(`shop ${id} has no key ${options.remove}`);
        for (const key of keys) await insertShopKey(pool, id, key);
        const all = await listShopKeys(pool, id);
        if (options.json) return printJson(all);
        printTable(
          ['type', 'fingerprint', 'comment'],
          all.map(({ type, fingerprint, comment }) => [type, fingerprint, comment]),
          `Shop ${id} has no key.`,
        );
      });
    });

  shop
    .command('password <number>')
    .description('give a shop a new SFTP password: one that is made and shown, unless it is told')
    .option('--password-stdin', 'read it from standard input')
    .option('--remove', 'take the password away: only keys open the door then')
    .action(async (number: string, options: { passwordStdin?: true; remove?: true }) => {
      const id = parseShop(number);
      const given = options.passwordStdin ? await passwordFromInput() : undefined;
      const password = given ?? generatePassword();
      const hash = options.remove ? null : await hashPassword(password);
      await withOffice(async ({ pool }) => {
        if ((await findShop(pool, id)) === undefined) throw new UsageError(`there is no shop ${id}`);
        await setPasswordHash(pool, id, hash);
        if (options.remove) return print(`Shop ${id} has no SFTP password any more.`);
        print(
          given === undefined
            ? `Its SFTP password, shown this once: ${password}`
            : 'Its SFTP password is set.',
        );
      });
    });
}
