// Signs a device in with openid-client. The person with a browser elsewhere is played here.
import * as client from 'openid-client';
import { action, fields, follow } from './pages.mjs';

const { ROOT, TENANT_ID, CLIENT_ID, USER_NAME, PASSWORD, CONSENT } = process.env;
const config = await client.discovery(new URL(`${ROOT}/${TENANT_ID}/v2.0`), CLIENT_ID, undefined, client.None());
const begun = await client.initiateDeviceAuthorization(config, { scope: 'openid profile offline_access User.Read' });
const result = { message: begun.message };

let page = await follow(begun.verification_uri_complete);
page = await follow(new URL(action(page.html), page.url).href, {
  ...fields(page.html),
  username: USER_NAME,
  password: PASSWORD,
});
page = await follow(new URL(action(page.html), page.url).href, { ...fields(page.html), provost_consent: CONSENT });
result.page = /<p role="status">([^<]*)/.exec(page.html)?.[1] ?? page.html;

try {
  const tokens = await client.pollDeviceAuthorizationGrant(config, begun);
  const claims = tokens.claims();
  const me = await fetch(`${ROOT}/v1.0/users?$top=1`, { headers: { authorization: `Bearer ${tokens.access_token}` } });
  Object.assign(result, { tid: claims.tid, name: claims.preferred_username, users: me.status });
} catch (refused) {
  result.error = refused.error ?? refused.message;
}

console.log(JSON.stringify(result));
