import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { insertShop } from '../../../src/store/shops.js';
import type { ShopId } from '../../../src/words.js';
import { findBarriers, findOverflow, hasBrowser, openBrowser, openPage } from '../../support/browser.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { type FormServer, startFormServer } from '../../support/form-server.js';
import { insertTestOrder } from '../../support/orders.js';
import { configureForm } from '../../support/payment-form.js';

const SHOP = '12345678' as ShopId;
const PLAIN = '12345679' as ShopId;

describe.runIf(hasBrowser)('the form in a real browser', () => {
  let database: TestDatabase;
  let server: FormServer;
  let browser: Browser;

  beforeAll(async () => {
    database = await createTestDatabase();
    await insertShop(database.pool, {
      id: SHOP,
      label: 'Société Générale du Bâtiment et des Travaux Publics',
    });
    await insertShop(database.pool, { id: PLAIN, label: 'Dupré & Fils' });
    await configureForm(database.pool, SHOP);
    for (const shopId of [SHOP, PLAIN]) {
      await insertTestOrder(database.pool, {
        shopId,
        reference: 'FA-2026-0001',
        amount: 999_999_999_999,
        description: 'A'.repeat(255),
      });
    }
    server = await startFormServer(database);
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
    await database.drop();
  });

  /** Every page that can be opened without paying. */
  const PAGES: Readonly<Record<string, string>> = {
    'the page where the reference is typed': `/pay/test/${SHOP}?`,
    'the same without settings': `/pay/test/${PLAIN}?`,
    'an invoice': `/pay/test/${SHOP}?reference=FA-2026-0001`,
    'an invoice on a form without settings': `/pay/test/${PLAIN}?reference=FA-2026-0001`,
    'what cannot be paid': `/pay/test/${SHOP}?reference=UNKNOWN`,
    'what is not possible': `/pay/test/${SHOP}?installmentNumber=3`,
  };
  const SURROUNDINGS = [
    { language: 'fr', colorScheme: 'light', width: 1280 },
    { language: 'en', colorScheme: 'dark', width: 320 },
  ] as const;

  describe.each(SURROUNDINGS)(
    'in $language, $colorScheme, $width px wide',
    ({ language, colorScheme, width }) => {
      test.each(Object.entries(PAGES))('%s has no barrier and no complaint', async (_what, path) => {
        const { page, complaints, close } = await openPage(browser, {
          colorScheme,
          viewport: { width, height: 640 },
        });
        await page.goto(`${server.url}${path}&lang=${language}`);
        expect(await findBarriers(page)).toEqual([]);
        expect(await findOverflow(page)).toBe(0);
        expect(await page.getAttribute('html', 'lang')).toBe(language);
        expect(complaints).toEqual([]);
        await close();
      });

      test('mistakes are told in a summary that has the focus, and beside their fields', async () => {
        const { page, complaints, close } = await openPage(browser, {
          colorScheme,
          viewport: { width, height: 640 },
        });
        await page.goto(`${server.url}/pay/test/${SHOP}?reference=FA-2026-0001&lang=${language}`);
        await page.getByLabel(/e-mail/i).fill('nobody');
        await page.locator('button[type=submit]').click();
        expect(await findBarriers(page)).toEqual([]);
        expect(await findOverflow(page)).toBe(0);
        expect(await page.evaluate('document.activeElement.className')).toBe('mistakes');
        const email = page.getByLabel(/e-mail/i);
        expect(await email.inputValue()).toBe('nobody');
        expect(await email.getAttribute('aria-invalid')).toBe('true');
        const described = (await email.getAttribute('aria-describedby'))?.split(' ') ?? [];
        expect(await page.locator(`#${described.at(-1)}`).textContent()).toMatch(
          /name@example\.com|nom@exemple\.fr/,
        );
        // The first link of the summary leads to the first field that is wrong.
        await page.locator('.mistakes a').first().click();
        expect(await page.evaluate('document.activeElement.id')).toBe('field-customerNumber');
        expect(complaints).toEqual([]);
        await close();
      });
    },
  );

  test('with the keyboard alone: every control is reached in order, and its focus can be seen', async () => {
    const { page, close } = await openPage(browser);
    await page.goto(`${server.url}/pay/test/${SHOP}?reference=FA-2026-0001&lang=en`);
    const reached: string[] = [];
    for (let step = 0; step < 8; step += 1) {
      await page.keyboard.press('Tab');
      reached.push(
        await page.evaluate<string>(
          `(() => { const e = document.activeElement; return [e.name || e.textContent, getComputedStyle(e).outlineStyle].join(' ') })()`,
        ),
      );
    }
    expect(reached).toEqual([
      'Français solid',
      'field.customerNumber solid',
      'field.email solid',
      'field.phone solid',
      'field.payer solid',
      'field.terms solid',
      expect.stringMatching(/^Pay .* solid$/),
      expect.anything(),
    ]);
    await close();
  });

  test('the language can be switched on every page, and stays', async () => {
    const { page, close } = await openPage(browser, { locale: 'en-GB' });
    await page.goto(`${server.url}/pay/test/${SHOP}`);
    expect(await page.locator('h1').textContent()).toBe('Pay an invoice');
    await page.getByRole('link', { name: 'Français' }).click();
    await page.getByLabel('Référence de la facture').fill(' FA-2026-0009 ');
    await page.getByRole('button').click();
    expect(await page.locator('h1').textContent()).toBe('Cette facture ne peut pas être affichée');
    await page.getByLabel('Référence de la facture').fill(' FA-2026-0001 ');
    await page.getByRole('button').click();
    expect(await page.locator('h1').textContent()).toBe('Facture FA-2026-0001');
    await page.getByRole('link', { name: 'English' }).click();
    expect(await page.locator('h1').textContent()).toBe('Invoice FA-2026-0001');
    expect(await page.locator('button[type=submit]').textContent()).toContain('€9,999,999,999.99');
    await close();
  });

  test('a logo is shown from our own address, with its type, and is no page', async () => {
    const { page, close } = await openPage(browser);
    await page.goto(`${server.url}/pay/test/${SHOP}`);
    const width = await page.evaluate<number>('document.querySelector("img").naturalWidth');
    expect(width).toBe(360);
    const logo = await page.request.get(server.url + (await page.locator('img').getAttribute('src')));
    expect(logo.headers()).toMatchObject({
      'content-type': 'image/png',
      'x-content-type-options': 'nosniff',
    });
    await close();
  });

  test('markup in whatever a merchant or a buyer writes is text', async () => {
    const evil = `"><img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`;
    const both = { en: evil, fr: evil };
    const shopId = '66666666' as ShopId;
    await insertShop(database.pool, { id: shopId, label: evil });
    await database.pool.query('INSERT INTO payment_forms (shop_id, settings) VALUES ($1, $2)', [
      shopId,
      {
        fields: [
          { key: 'a', type: 'text', label: both, help: both, required: true },
          {
            key: 'b',
            type: 'choice',
            label: both,
            choices: [
              { value: 'x', label: both },
              { value: 'y', label: both },
            ],
          },
          { key: 'c', type: 'checkbox', label: both, help: both, required: true },
        ],
        introduction: both,
        legalText: both,
      },
    ]);
    // A reference like this cannot come in; the page must not rely on it.
    await insertTestOrder(database.pool, { shopId, reference: 'EVIL', description: evil });
    const { page, complaints, close } = await openPage(browser);
    const url = `${server.url}/pay/test/${shopId}`;
    for (const query of [
      '',
      '?reference=EVIL',
      `?reference=${encodeURIComponent(evil)}`,
      `?lang=${encodeURIComponent(evil)}`,
    ]) {
      await page.goto(url + query);
      expect(await page.locator('img, script').count()).toBe(0);
      expect(await page.title()).not.toBe('owned');
    }
    await page.goto(`${url}?reference=EVIL&lang=en`);
    const text = (await page.locator('body').textContent()) ?? '';
    // Label twice, description, three labels, two helps, two choices, introduction, legal text.
    expect(text.split(evil).length - 1).toBe(12);
    // A value that is none of the choices, as only a program sends it.
    await page.evaluate(
      `document.querySelector('[name="field.b"]').options[1].value = ${JSON.stringify(evil)}`,
    );
    await page.locator('[name="field.b"]').selectOption({ index: 1 });
    await page.locator('button[type=submit]').click();
    expect(await page.locator('img, script').count()).toBe(0);
    expect(await page.title()).toContain('Error');
    expect(complaints).toEqual([]);
    await close();
  });
});
