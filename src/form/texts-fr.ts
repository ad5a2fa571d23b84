import type { Texts } from './texts.js';

/** With the spaces that do not break (before : ; ! ? and inside « ») of French typography. */
export const FRENCH: Texts = {
  language: 'Français',
  chooseLanguage: 'Langue',
  merchant: 'Marchand',
  test: {
    name: 'TEST',
    explanation: 'Ceci est une page de test\u00a0: aucun paiement réel n’est effectué ici.',
  },
  poweredBy: 'Paiement de factures par Bordereau',

  lookUp: {
    title: 'Payer une facture',
    reference: 'Référence de la facture',
    help: 'Telle qu’elle est imprimée sur votre facture, en respectant majuscules et minuscules.',
    submit: 'Afficher la facture',
    otherReference: 'Payer une autre facture',
  },
  notFound: {
    title: 'Cette facture ne peut pas être affichée',
    explanation: 'Aucune facture à payer ici ne porte la référence indiquée.',
    advice:
      'Merci de comparer la référence avec celle de votre facture, lettre par lettre. Si elle est exacte, adressez-vous à l’entreprise qui vous a envoyé la facture.',
  },
  tooMany: {
    title: 'Trop de tentatives',
    explanation: (minutes) =>
      `De nombreuses références ont été recherchées depuis votre connexion. Merci de patienter ${minutes === 1 ? 'une minute' : `${minutes} minutes`} avant de réessayer. Votre facture n’est pas concernée.`,
  },

  pay: {
    title: (reference) => `Facture ${reference}`,
    summary: 'Votre facture',
    amount: 'Montant à payer',
    reference: 'Référence',
    description: 'Description',
    merchant: 'À l’ordre de',
    dueDate: 'À payer jusqu’au',
    details: 'Vos coordonnées',
    optional: '(facultatif)',
    choose: 'Choisissez',
    submit: (amount) => `Payer ${amount}`,
    next: 'Vous saisirez votre carte à la page suivante.',
    legal: 'Mentions légales',
  },
  errors: {
    title: (count) => (count === 1 ? 'Merci de corriger une saisie' : `Merci de corriger ${count} saisies`),
    prefix: 'Erreur\u00a0:',
    problem: (problem, label, maxLength) => {
      switch (problem) {
        case 'required':
          return `${label}\u00a0: merci de remplir ce champ.`;
        case 'tick':
          return `${label}\u00a0: merci de cocher cette case.`;
        case 'choose':
          return `${label}\u00a0: merci de choisir dans la liste.`;
        case 'email':
          return `${label}\u00a0: merci d’indiquer une seule adresse e-mail, comme nom@exemple.fr.`;
        case 'phone':
          return `${label}\u00a0: merci d’indiquer un numéro de téléphone, comme +33 1 23 45 67 89.`;
        case 'number':
          return `${label}\u00a0: merci d’indiquer un nombre, comme 1234,5.`;
        case 'tooLong':
          return `${label}\u00a0: ${maxLength} caractères au maximum.`;
        case 'characters':
          return `${label}\u00a0: certains caractères ne peuvent pas être utilisés\u00a0; merci de saisir à nouveau.`;
      }
    },
  },

  receipt: {
    paid: {
      title: 'Paiement reçu',
      explanation: 'Merci. Votre facture est payée.',
      mail: 'Si une adresse e-mail a été indiquée, le reçu y est envoyé.',
    },
    waiting: {
      title: 'Nous attendons la confirmation',
      explanation:
        'Votre paiement n’est pas encore confirmé. Merci de ne pas payer une nouvelle fois entre-temps.',
      refreshes: 'Cette page vérifie d’elle-même toutes les quelques secondes.',
      refresh: 'Vérifier maintenant',
      long: 'La confirmation tarde plus que d’habitude. Vous pouvez fermer cette page\u00a0: rien n’est perdu. Revenez-y plus tard, ou adressez-vous au marchand.',
    },
    refused: {
      title: 'Le paiement a été refusé',
      explanation: 'Rien n’a été débité. Vous pouvez réessayer, y compris avec une autre carte.',
    },
    abandoned: {
      title: 'Le paiement n’a pas été terminé',
      explanation: 'Rien n’a été débité. Vous pouvez réessayer.',
    },
    givenBack: {
      title: 'Votre paiement vous est restitué',
      explanation:
        'La facture avait été réglée autrement ou annulée avant l’arrivée de votre paiement. Le montant est recrédité sur votre carte sans démarche de votre part.',
    },
    tryAgain: 'Réessayer',
    paidAt: 'Payée le',
    transaction: 'Numéro de transaction',
    amount: 'Montant',
    keep: 'Merci d’imprimer ou d’enregistrer cette page\u00a0: elle vous sert de reçu.',
    back: (merchant) => `Retour chez ${merchant}`,
    another: 'Payer une autre facture',
  },

  card: {
    title: 'Saisissez votre carte',
    fields: 'Carte',
    safe: 'Les champs de saisie de la carte sont ceux du prestataire de paiement. Le numéro de votre carte ne nous parvient pas.',
    noScript:
      'Le prestataire de paiement a besoin de JavaScript dans votre navigateur pour lire votre carte. Merci de l’activer puis de rouvrir cette page, ou d’utiliser un autre navigateur. Rien n’a été payé.',
    back: 'Revenir à la facture sans payer',
  },

  simulator: {
    title: 'Choisissez une carte de test',
    explanation:
      'Cette page tient lieu de prestataire de paiement pendant les tests du formulaire. Aucune banque n’est interrogée et aucun argent ne circule. Ne saisissez nulle part ici le numéro d’une vraie carte.',
    cards: 'Cartes de test',
    card: {
      accepted: 'acceptée',
      refused: 'refusée par la banque',
      secured: 'la banque vous demande de confirmer (3-D Secure)',
      abandoned: 'vous partez sans payer',
      late: 'acceptée, mais la confirmation arrive en retard',
      twice: 'acceptée, mais la confirmation arrive deux fois',
    },
    problem: 'Merci de choisir une des cartes de test.',
    bankTitle: 'Votre banque vous demande de confirmer',
    bankExplanation: (merchant, amount) =>
      `Cette page tient lieu de banque. Confirmez-vous le paiement de ${amount} à ${merchant}\u00a0?`,
    confirm: 'Confirmer le paiement',
    refuse: 'Refuser le paiement',
  },

  stops: {
    notAllowed: {
      title: 'Ce n’est pas possible ici',
      explanation:
        'Une facture se paie en une fois et en entier, avec une carte saisie pour ce paiement. Les cartes enregistrées, les paiements en plusieurs fois et les saisies que ce formulaire ne comporte pas ne sont pas acceptés. Rien n’a été payé.',
    },
    sessionLost: {
      title: 'Merci d’ouvrir le formulaire à nouveau',
      explanation:
        'Le formulaire est resté ouvert trop longtemps, ou votre navigateur n’accepte pas notre cookie, nécessaire le temps du paiement. Rien n’a été payé.',
      again: 'Ouvrir le formulaire à nouveau',
    },
    cannotBegin: {
      title: 'Le paiement n’a pas pu commencer',
      explanation: 'Rien n’a été débité. Merci de réessayer dans quelques minutes.',
    },
    fault: {
      title: 'Un problème est survenu de notre côté',
      explanation:
        'Merci de réessayer dans quelques minutes. Si vous venez de payer, ne payez pas une nouvelle fois\u00a0: votre paiement n’est pas perdu.',
    },
  },

  mail: {
    subject: (merchant, reference) => `Reçu de la facture ${reference} - ${merchant}`,
    greeting: 'Bonjour,',
    received: (merchant, amount) => `votre paiement de ${amount} à ${merchant} a bien été reçu. Merci.`,
    test: 'Ceci est un TEST\u00a0: aucun paiement réel n’a été effectué.',
    automatic: (merchant) =>
      `Ce message est envoyé automatiquement\u00a0; les réponses ne sont pas lues. Pour toute question, adressez-vous à ${merchant}.`,
  },
};
