// Signs a person in with openid-client, which checks discovery, PKCE, state, nonce, the id token and userinfo by itself.
// The browser between is played here: it fills in the forms that it is shown.
import * as client from 'openid-client';
import { action, fields, follow } from './pages.mjs';

const { ROOT, TENANT_ID, CLIENT_ID, CLIENT_SECRET, REDIRECT_URI, USER_NAME, PASSWORD, CONSENT } = process.env;

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
let page = await follow(start.href, undefined, REDIRECT_URI);
result.signIn = /<h1>([^<]*)/.exec(page.html)[1];
page = await follow(new URL(action(page.html), page.url).href, {
  ...fields(page.html),
  username: USER_NAME,
  password: PASSWORD,
}, REDIRECT_URI);
if (!page.arrived) {
  result.consent = [...page.html.matchAll(/<li><strong>([^<]*)/g)].map(([, title]) => title);
  page = await follow(new URL(action(page.html), page.url).href, {
    ...fields(page.html),
    provost_consent: CONSENT,
    provost_consent_all: 'true',
  }, REDIRECT_URI);
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
  result.logout = (await follow(logout.href, undefined, REDIRECT_URI)).arrived?.search;
} catch (refused) {
  result.error = refused.error ?? refused.message;
  if (refused.cause instanceof Response) result.answer = await refused.cause.text();
}

console.log(JSON.stringify(result));
