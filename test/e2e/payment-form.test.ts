import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser, openBrowser, openPage } from '../support/browser.js';
import { equipMerchant, isInstalled, type Merchant } from '../support/merchant.js';
import { openPaidOrders, type PaidOrders } from '../support/paid-orders.js';
import { Service } from '../support/service.js';
import { until } from '../support/until.js';

const SHOP = '12345678';

describe.runIf(hasBrowser && isInstalled('sftp'))('from the merchant’s file to the status report', () => {
  let service: Service;
  let merchant: Merchant;
  let browser: Browser;
  let orders: PaidOrders;
  let http: string;

  beforeAll(async () => {
    service = await Service.create({ env: { BORDEREAU_PUBLIC_URL: '' } });
    const doors = await service.start();
    http = doors.http;
    merchant = await equipMerchant(service, doors.sftp);
    browser = await openBrowser();
    orders = await openPaidOrders(service);
  });
  afterAll(async () => {
    await browser.close();
    await orders.close();
    await merchant.remove();
    await service.remove();
  });

  test('dropped over SFTP, paid in a browser, told to buyer, operator and merchant', async () => {
    const invoice =
      'reference;amount;description;receiptEmail\nFA-2026-0042;123456;Travaux;buyer@example.com\n';
    const file = await merchant.file('invoices.csv', invoice);
    expect(await merchant.sftp(`put ${file} TEST/in/invoices.csv`)).toMatchObject({ code: 0 });
    expect((await service.answerTo('invoices')).state).toBe('ACCEPTED');

    const { page, complaints, close } = await openPage(browser, { locale: 'fr-FR' });
    await page.goto(`${http}/pay/test/${SHOP}`);
    await page.getByLabel('Référence de la facture').fill('FA-2026-0042');
    await page.getByRole('button', { name: 'Afficher la facture' }).click();
    await page.getByText('Travaux').waitFor();
    expect(await page.locator('.amount').textContent()).toMatch(/1\s234,56\s€/u);

    await page.getByRole('button', { name: /^Payer 1\s234,56\s€$/u }).click();
    await page.getByRole('heading', { name: 'Choisissez une carte de test' }).waitFor();
    await page.getByLabel('4970 1000 0000 0030').check();
    await page.getByRole('button', { name: /^Payer/ }).click();
    await page.getByRole('heading', { name: 'Votre banque vous demande de confirmer' }).waitFor();
    expect(await orders.statusOf('FA-2026-0042')).toBe('WAITING');
    await page.getByRole('button', { name: 'Confirmer le paiement' }).click();
    await page.getByRole('heading', { name: 'Paiement reçu' }).waitFor();
    const { status, transaction } = await orders.describe('FA-2026-0042');
    expect(status).toBe('PAID');
    expect(await page.locator('main').textContent()).toContain(transaction);
    // Whoever paid is told so; the same address in another browser is not.
    await page.goto(`${http}/pay/test/${SHOP}?reference=FA-2026-0042`);
    await page.getByRole('heading', { name: 'Paiement reçu' }).waitFor();
    const other = await openPage(browser, { locale: 'fr-FR' });
    await other.page.goto(`${http}/pay/test/${SHOP}?reference=FA-2026-0042`);
    await other.page.getByRole('heading', { name: 'ne peut pas être affichée' }).waitFor();
    expect([...complaints, ...other.complaints]).toEqual([]);
    await other.close();
    await close();

    const password = /shown this once \(user "operator"\): (\S+)/.exec(service.stderr)?.[1] ?? '';
    const operator = await openPage(browser, { httpCredentials: { username: 'operator', password } });
    await until('the mail is kept', async () => {
      await operator.page.goto(`${http}/ops/mails`);
      return (await operator.page.getByText('KEPT').count()) > 1;
    });
    await operator.page.getByRole('link', { name: /FA-2026-0042/ }).click();
    const mail = await operator.page.locator('main').textContent();
    expect(mail).toContain('buyer@example.com');
    expect(mail).toContain(transaction);
    await operator.close();

    expect((await service.run(['report', 'status', '--shop', SHOP, '--mode', 'TEST'])).code).toBe(0);
    const fetched = `${merchant.directory}/status.csv`;
    await until('the status report', async () => {
      await merchant.sftp(`get TEST/out/status.000001.csv ${fetched}`);
      return (await readFile(fetched, 'utf8')).includes('FA-2026-0042');
    });
    const row = (await readFile(fetched, 'utf8')).split('\n').find((line) => line.includes('FA-2026-0042'));
    expect(row).toContain('PAID');
    expect(row).toContain('123456');
    expect(row).toContain(transaction);
  });
});
