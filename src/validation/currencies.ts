/**
 * Active currencies by the exponent of their smallest unit. Source: ISO 4217 list one, as published by SIX, January
 * 2026 (without funds and metals that have no unit: XAU, XDR, XXX, ...). Written out because ICU, which
 * Intl.NumberFormat asks, follows custom and not ISO for IQD, LAK, HUF and many others.
 */
const CURRENCIES_BY_EXPONENT = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  2: `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY
    COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS
    INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR
    MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP
    STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG`,
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
} as const;

const EXPONENTS: ReadonlyMap<string, number> = new Map(
  Object.entries(CURRENCIES_BY_EXPONENT).flatMap(([exponent, codes]) =>
    codes.split(/\s+/).map((code): [string, number] => [code, Number(exponent)]),
  ),
);

/** All active ISO 4217 codes that have a smallest unit. */
export const CURRENCIES: readonly string[] = [...EXPONENTS.keys()].sort();

/** Whether it is an active ISO 4217 code, in capital letters. */
export function isCurrency(code: string): boolean {
  return EXPONENTS.has(code);
}

/** Digits after the decimal point of a currency's usual notation (JPY 0, EUR 2, TND 3); undefined when unknown. */
export function exponentOf(currency: string): number | undefined {
  return EXPONENTS.get(currency);
}

/** Currencies whose smallest unit is called a cent (in French centime), the word that merchants expect to read. */
const WITH_CENTS = new Set(['EUR', 'USD', 'CAD', 'AUD', 'NZD', 'CHF', 'HKD', 'SGD', 'ZAR', 'MAD', 'DZD']);

/** Whether the smallest unit is called a cent. */
export function hasCents(currency: string): boolean {
  return WITH_CENTS.has(currency);
}
