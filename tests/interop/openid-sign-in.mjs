// Signs a person in with openid-client, which checks discovery, PKCE, state, nonce, the id token and userinfo by itself.
// The browser between is played here: it fills in the forms that it is shown.
import * as client from 'openid-client';

const { ROOT, TENANT_ID, CLIENT_ID, CLIENT_SECRET, REDIRECT_URI, USER_NAME, PASSWORD, CONSENT } = process.env;
const cookies = new Map();

async function browse(url, form) {
  const response = await fetch(url, {
    method: form ? 'POST' : 'GET',
    redirect: 'manual',
    headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    body: form && new URLSearchParams(form),
  });
  for (const cookie of response.headers.getSetCookie()) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie);
    cookies.set(name, value);
  }
  return response;
}

/** Follows redirects until one leads to the application, or a page is shown. */
async function follow(url, form) {
  let response = await browse(url, form);
  while (response.status === 302) {
    const next = new URL(response.headers.get('location'), url);
    if (next.href.startsWith(REDIRECT_URI)) return { arrived: next };
    url = next.href;
    response = await browse(url);
  }
  return { url, status: response.status, html: await response.text() };
}

const unescape = text => text.replaceAll('&quot;', '"').replaceAll('&#x2B;', '+').replaceAll('&amp;', '&');

function fields(html) {
  const form = {};
  for (const [input] of html.matchAll(/<input[^>]*type="hidden"[^>]*>/g))
    form[unescape(/name="([^"]*)"/.exec(input)[1])] = unescape(/value="([^"]*)"/.exec(input)?.[1] ?? '');
  return form;
}

const action = html => unescape(/<form[^>]*action="([^"]*)"/.exec(html)[1]);

const config = await client.discovery(new URL(`${ROOT}/${TENANT_ID}/v2.0`), CLIENT_ID, CLIENT_SECRET);
const verifier = client.randomPKCECodeVerifier();
const [state, nonce] = [client.randomState(), client.randomNonce()];
const start = client.buildAuthorizationUrl(config, {
  redirect_uri: REDIRECT_URI,
  scope: 'openid profile email offline_access',
  code_challenge: await client.calculatePKCECodeChallenge(verifier),
  code_challenge_method: 'S256',
  state,
  nonce,
});

const result = {};
let page = await follow(start.href);
result.signIn = /<h1>([^<]*)/.exec(page.html)[1];
page = await follow(new URL(action(page.html), page.url).href, {
  ...fields(page.html),
  username: USER_NAME,
  password: PASSWORD,
});
if (!page.arrived) {
  result.consent = [...page.html.matchAll(/<li><strong>([^<]*)/g)].map(([, title]) => title);
  page = await follow(new URL(action(page.html), page.url).href, {
    ...fields(page.html),
    provost_consent: CONSENT,
    provost_consent_all: 'true',
  });
}

try {
  const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce };
  const tokens = await client.authorizationCodeGrant(config, page.arrived, checks);
  const claims = tokens.claims();
  result.claims = claims;
  result.userInfo = await client.fetchUserInfo(config, tokens.access_token, claims.sub);
  const renewed = await client.refreshTokenGrant(config, tokens.refresh_token);
  result.renewed = renewed.claims().sub === claims.sub;
  try {
    await client.authorizationCodeGrant(config, page.arrived, checks);
    result.again = 'taken';
  } catch (refused) {
    result.again = refused.error;
  }
  try {
    await client.refreshTokenGrant(config, tokens.refresh_token);
    result.afterwards = 'taken';
  } catch (refused) {
    result.afterwards = refused.error;
  }
  const logout = client.buildEndSessionUrl(config, {
    post_logout_redirect_uri: REDIRECT_URI,
    id_token_hint: tokens.id_token,
    state: 'bye',
  });
  result.logout = (await follow(logout.href)).arrived?.search;
} catch (refused) {
  result.error = refused.error ?? refused.message;
  if (refused.cause instanceof Response) result.answer = await refused.cause.text();
}

console.log(JSON.stringify(result));
