// Asks the providers' own libraries. On stdin a JSON list of requests:
//   { type, secret, url, method, body, headers (names in lower case), seconds, milliseconds }
// on stdout a list of answers, in order:
//   { accepts }  whether the library takes the request as signed
//   { signed }   the headers that the library signs with, where it can sign; else null
//   { error }    when the library couldn't be asked at all
'use strict';

// The libraries' clock stands at the request's time: some refuse what is older than five seconds, and to load them may take longer.
let now = Date.now();
globalThis.Date = new Proxy(Date, {
  construct: (date, args, target) => Reflect.construct(date, args.length === 0 ? [now] : args, target),
  get: (date, name) => (name === 'now' ? () => now : date[name]),
});

const form = (body) => Object.fromEntries(new URLSearchParams(body));

const libraries = {
  stripe: {
    accepts: (r) => require('stripe')('sk_test_1').webhooks.constructEvent(r.body, r.headers['stripe-signature'], r.secret),
    sign: (r) => ({
      'stripe-signature': require('stripe')('sk_test_1').webhooks.generateTestHeaderString({ payload: r.body, secret: r.secret, timestamp: r.seconds }),
    }),
  },
  github: {
    accepts: async (r) => (await import('@octokit/webhooks-methods')).verify(r.secret, r.body, r.headers['x-hub-signature-256']),
    sign: async (r) => ({ 'x-hub-signature-256': await (await import('@octokit/webhooks-methods')).sign(r.secret, r.body) }),
  },
  slack: {
    accepts: (r) => {
      const headers = { 'x-slack-signature': r.headers['x-slack-signature'], 'x-slack-request-timestamp': Number(r.headers['x-slack-request-timestamp']) };
      require('@slack/bolt').verifySlackRequest({ signingSecret: r.secret, body: r.body, headers });
      return true;
    },
  },
  shopify: {
    accepts: async (r) => {
      require('@shopify/shopify-api/adapters/node');
      const { shopifyApi, ApiVersion } = require('@shopify/shopify-api');
      const shopify = shopifyApi({
        apiKey: 'k', apiSecretKey: r.secret, hostName: 'h.example', apiVersion: Object.values(ApiVersion)[0], isEmbeddedApp: false, logger: { level: 0 },
      });
      const headers = {
        ...r.headers, 'x-shopify-topic': 'orders/create', 'x-shopify-api-version': '2026-01', 'x-shopify-shop-domain': 's.myshopify.com', 'x-shopify-webhook-id': '1',
      };
      return (await shopify.webhooks.validate({ rawBody: r.body, rawRequest: { method: 'POST', url: '/', headers }, rawResponse: {} })).valid;
    },
  },
  square: {
    accepts: (r) => require('square').WebhooksHelper.verifySignature({
      requestBody: r.body, signatureHeader: r.headers['x-square-hmacsha256-signature'], signatureKey: r.secret, notificationUrl: r.url,
    }),
  },
  twilio: {
    accepts: (r) => require('twilio').validateRequest(r.secret, r.headers['x-twilio-signature'], r.url, form(r.body)),
    sign: (r) => ({ 'x-twilio-signature': require('twilio').getExpectedTwilioSignature(r.secret, r.url, form(r.body)) }),
  },
  paddle: {
    accepts: (r) => {
      const { Paddle } = require('@paddle/paddle-node-sdk');
      return new Paddle('pdl_1').webhooks.isSignatureValid(r.body, r.secret, r.headers['paddle-signature']);
    },
  },
  'standard-webhooks': {
    accepts: (r) => new (require('standardwebhooks').Webhook)(r.secret).verify(r.body, r.headers),
    sign: (r) => ({
      'webhook-id': 'msg_2', 'webhook-timestamp': String(r.seconds),
      'webhook-signature': new (require('standardwebhooks').Webhook)(r.secret).sign('msg_2', new Date(r.seconds * 1000), r.body),
    }),
  },
  svix: {
    accepts: (r) => new (require('svix').Webhook)(r.secret).verify(r.body, r.headers),
    sign: (r) => ({
      'svix-id': 'msg_2', 'svix-timestamp': String(r.seconds),
      'svix-signature': new (require('svix').Webhook)(r.secret).sign('msg_2', new Date(r.seconds * 1000), r.body),
    }),
  },
  sendgrid: {
    accepts: (r) => {
      const { EventWebhook } = require('@sendgrid/eventwebhook');
      const events = new EventWebhook();
      return events.verifySignature(events.convertPublicKeyToECDSA(r.secret), r.body,
        r.headers['x-twilio-email-event-webhook-signature'], r.headers['x-twilio-email-event-webhook-timestamp']);
    },
  },
  discord: {
    accepts: (r) => require('discord-interactions').verifyKey(r.body, r.headers['x-signature-ed25519'], r.headers['x-signature-timestamp'], r.secret),
  },
  adyen: {
    accepts: (r) => JSON.parse(r.body).notificationItems.every((item) =>
      new (require('@adyen/api-library').hmacValidator)().validateHMAC(item.NotificationRequestItem, r.secret)),
    body: (r) => {
      const body = JSON.parse(r.body);
      for (const { NotificationRequestItem: item } of body.notificationItems) {
        item.amount.value = 4242;
        item.additionalData.hmacSignature = new (require('@adyen/api-library').hmacValidator)().calculateHmac(item, r.secret);
      }
      return JSON.stringify(body);
    },
  },
  hubspot: {
    accepts: (r) => require('@hubspot/api-client').Signature.isValid({
      signatureVersion: 'v3', method: r.method, clientSecret: r.secret, requestBody: r.body, url: r.url,
      signature: r.headers['x-hubspot-signature-v3'], timestamp: Number(r.headers['x-hubspot-request-timestamp']),
    }),
    sign: (r) => ({
      'x-hubspot-request-timestamp': String(r.milliseconds),
      'x-hubspot-signature-v3': require('@hubspot/api-client').Signature.getSignature(r.method, 'v3',
        { clientSecret: r.secret, requestBody: r.body, url: r.url, timestamp: r.milliseconds }),
    }),
  },
  telnyx: {
    accepts: async (r) => {
      const { Telnyx } = require('telnyx');
      await new Telnyx({ apiKey: 'k', publicKey: r.secret }).webhooks.unwrap(r.body, { headers: r.headers });
      return true;
    },
  },
  nango: {
    accepts: (r) => new (require('@nangohq/node').Nango)({ secretKey: r.secret }).verifyIncomingWebhookRequest(r.body, r.headers),
  },
  linear: {
    accepts: async (r) => new (await import('@linear/sdk/webhooks')).LinearWebhookClient(r.secret).verify(Buffer.from(r.body), r.headers['linear-signature']),
  },
  easypost: {
    accepts: (r) => {
      const EasyPost = require('@easypost/api');
      return new (EasyPost.default ?? EasyPost)('key').Utils.validateWebhook(Buffer.from(r.body), r.headers, r.secret);
    },
  },
};

async function ask(request) {
  now = request.milliseconds;
  const library = libraries[request.type];
  const answer = { accepts: false, signed: null, body: null, error: null, reason: null };
  try {
    if (library.sign) answer.signed = await library.sign(request);
    if (library.body) answer.body = library.body(request);
  } catch (e) {
    answer.error = String(e.stack ?? e);
    return answer;
  }
  try {
    const result = await library.accepts(request);
    answer.accepts = result !== false && result !== undefined;
  } catch (e) {
    // How most libraries refuse.
    answer.reason = String(e.message ?? e);
    if (e.code === 'MODULE_NOT_FOUND' || e instanceof TypeError || e instanceof ReferenceError) answer.error = String(e.stack ?? e);
  }
  return answer;
}

(async () => {
  const chunks = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  const answers = [];
  for (const request of JSON.parse(Buffer.concat(chunks).toString('utf8'))) answers.push(await ask(request));
  // What a library prints isn't ours to read: the answers stand after a line of their own.
  process.stdout.write('\n<answers>\n' + JSON.stringify(answers));
})();
