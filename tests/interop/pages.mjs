// A browser without scripts: keeps cookies, follows redirects and reads the forms of the authority's pages.
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
export async function follow(url, form, away) {
  let response = await browse(url, form);
  while (response.status === 302) {
    const next = new URL(response.headers.get('location'), url);
    if (away && next.href.startsWith(away)) return { arrived: next };
    url = next.href;
    response = await browse(url);
  }
  return { url, status: response.status, html: await response.text() };
}

export const unescape = text => text.replaceAll('&quot;', '"').replaceAll('&#x2B;', '+').replaceAll('&amp;', '&');

export function fields(html) {
  const form = {};
  for (const [input] of html.matchAll(/<input[^>]*type="hidden"[^>]*>/g))
    form[unescape(/name="([^"]*)"/.exec(input)[1])] = unescape(/value="([^"]*)"/.exec(input)?.[1] ?? '');
  return form;
}

export const action = html => unescape(/<form[^>]*action="([^"]*)"/.exec(html)[1]);
