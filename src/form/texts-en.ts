import type { Texts } from './texts.js';

export const ENGLISH: Texts = {
  language: 'English',
  chooseLanguage: 'Language',
  merchant: 'Merchant',
  test: {
    name: 'TEST',
    explanation: 'This is a test page: no real money is paid here.',
  },
  poweredBy: 'Invoice payment by Bordereau',

  lookUp: {
    title: 'Pay an invoice',
    reference: 'Invoice reference',
    help: 'As it is printed on your invoice. Capital and small letters count.',
    submit: 'Show the invoice',
    otherReference: 'Pay another invoice',
  },
  notFound: {
    title: 'We cannot show this invoice',
    explanation: 'There is no invoice to be paid here under the reference that was given.',
    advice:
      'Please compare the reference with your invoice, letter by letter. If it is right, please ask the company that sent you the invoice.',
  },
  tooMany: {
    title: 'Too many tries',
    explanation: (minutes) =>
      `Many references have been looked up from your connection. Please wait ${minutes === 1 ? 'a minute' : `${minutes} minutes`}, then try again. Your invoice is not affected.`,
  },

  pay: {
    title: (reference) => `Invoice ${reference}`,
    summary: 'Your invoice',
    amount: 'Amount to be paid',
    reference: 'Reference',
    description: 'Description',
    merchant: 'Payable to',
    dueDate: 'Payable until',
    details: 'Your details',
    optional: '(optional)',
    choose: 'Please choose',
    submit: (amount) => `Pay ${amount}`,
    next: 'You will enter your card on the next page.',
    legal: 'Legal information',
  },
  errors: {
    title: (count) => (count === 1 ? 'Please correct one entry' : `Please correct ${count} entries`),
    prefix: 'Error:',
    problem: (problem, label, maxLength) => {
      switch (problem) {
        case 'required':
          return `${label}: please fill this in.`;
        case 'tick':
          return `${label}: please tick this box.`;
        case 'choose':
          return `${label}: please choose one of the list.`;
        case 'email':
          return `${label}: please write one e-mail address, such as name@example.com.`;
        case 'phone':
          return `${label}: please write a phone number, such as +33 1 23 45 67 89.`;
        case 'number':
          return `${label}: please write a number, such as 1234.5.`;
        case 'tooLong':
          return `${label}: please write at most ${maxLength} characters.`;
        case 'characters':
          return `${label}: some characters cannot be used; please type it again.`;
      }
    },
  },

  receipt: {
    paid: {
      title: 'Payment received',
      explanation: 'Thank you. Your invoice is paid.',
      mail: 'If an e-mail address was given, the receipt is on its way to it.',
    },
    waiting: {
      title: 'We are waiting for the confirmation',
      explanation: 'Your payment has not been confirmed yet. Please do not pay again in the meantime.',
      refreshes: 'This page looks again by itself every few seconds.',
      refresh: 'Look again now',
      long: 'This takes longer than usual. You may close this page: nothing is lost. Come back to it later, or ask the merchant.',
    },
    refused: {
      title: 'The payment was refused',
      explanation: 'No money was taken. You can try again, also with another card.',
    },
    abandoned: {
      title: 'The payment was not finished',
      explanation: 'No money was taken. You can try again.',
    },
    givenBack: {
      title: 'Your payment is given back',
      explanation:
        'The invoice had been paid otherwise or cancelled before your payment came in. The amount goes back to your card by itself; nothing is left to do.',
    },
    tryAgain: 'Try again',
    paidAt: 'Paid on',
    transaction: 'Transaction number',
    amount: 'Amount',
    keep: 'Please print or save this page as your receipt.',
    back: (merchant) => `Back to ${merchant}`,
    another: 'Pay another invoice',
  },

  card: {
    title: 'Enter your card',
    fields: 'Card',
    safe: 'The fields for your card belong to the payment provider. The number of your card does not reach us.',
    noScript:
      'The payment provider needs JavaScript in your browser to take your card. Please switch it on and open this page again, or use another browser. Nothing was paid.',
    back: 'Back to the invoice without paying',
  },

  simulator: {
    title: 'Choose a test card',
    explanation:
      'This page stands for the payment provider while the form is tested. No bank is asked and no money moves. Do not enter the number of a real card anywhere here.',
    cards: 'Test cards',
    card: {
      accepted: 'accepted',
      refused: 'refused by the bank',
      secured: 'the bank asks you to confirm (3-D Secure)',
      abandoned: 'you leave without paying',
      late: 'accepted, but the confirmation comes late',
      twice: 'accepted, but the confirmation comes twice',
    },
    problem: 'Please choose one of the test cards.',
    bankTitle: 'Your bank asks you to confirm',
    bankExplanation: (merchant, amount) =>
      `This page stands for your bank. Do you confirm the payment of ${amount} to ${merchant}?`,
    confirm: 'Confirm the payment',
    refuse: 'Refuse the payment',
  },

  stops: {
    notAllowed: {
      title: 'This is not possible here',
      explanation:
        'An invoice is paid at once and in full, with a card that is entered for this payment. Stored cards and instalments are not accepted, nor are entries that this form does not have. Nothing was paid.',
    },
    sessionLost: {
      title: 'Please open the form again',
      explanation:
        'The form was open for too long, or your browser does not accept our cookie, which is needed while you pay. Nothing was paid.',
      again: 'Open the form again',
    },
    cannotBegin: {
      title: 'The payment could not be started',
      explanation: 'No money was taken. Please try again in a few minutes.',
    },
    fault: {
      title: 'Something went wrong on our side',
      explanation:
        'Please try again in a few minutes. If you have just paid, do not pay again: your payment is not lost.',
    },
  },

  mail: {
    subject: (merchant, reference) => `Receipt for invoice ${reference} - ${merchant}`,
    greeting: 'Hello,',
    received: (merchant, amount) => `your payment of ${amount} to ${merchant} has been received. Thank you.`,
    test: 'This is a TEST: no real money was paid.',
    automatic: (merchant) =>
      `This message was sent automatically; answers to it are not read. Please turn to ${merchant} with any question.`,
  },
};
