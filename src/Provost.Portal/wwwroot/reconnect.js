// The connection to the server: says that it is gone, tries again, and where the server has forgotten the page (it was
// started anew), opens the page again with what was typed. Passwords and tokens are not kept.
(() => {
  const draftKey = 'provost-draft';
  const pause = 1000;
  const kept = 'input:not([type=password], [type=checkbox], [type=radio], [type=file], [type=hidden]), textarea';
  const changed = new Map();
  let address = location.href;
  let trying = false;

  addEventListener('input', event => {
    const field = event.target;
    if (!field.id || !field.matches?.(kept)) return;
    if (address !== location.href) changed.clear();
    address = location.href;
    changed.set(field.id, field.value);
  });

  const keepDraft = () => {
    const fields = address === location.href ? [...changed].filter(([id]) => document.getElementById(id)) : [];
    if (fields.length > 0) sessionStorage.setItem(draftKey, JSON.stringify({ at: location.href, fields }));
  };

  const reopen = () => {
    keepDraft();
    location.reload();
  };

  /** Whether the server answers at all; a page that is loaded before it does would be an error of the browser's. */
  const answers = async () => {
    try {
      return (await fetch('/portal/reconnect.js', { cache: 'no-store' })).ok;
    } catch {
      return false;
    }
  };

  const tryAgain = async () => {
    if (trying) return;
    trying = true;
    while (!(await answers())) await new Promise(done => setTimeout(done, pause));
    try {
      if (!(await Blazor.reconnect())) reopen();
    } catch {
      reopen();
    }
    trying = false;
  };

  const restoreDraft = () => {
    const draft = JSON.parse(sessionStorage.getItem(draftKey) ?? 'null');
    if (draft?.at !== location.href || !document.querySelector('[data-ready=yes]')) return draft !== null;
    const missing = draft.fields.filter(([id, value]) => {
      const field = document.getElementById(id);
      if (!field) return true;
      if (field.value === value) return false;
      field.value = value;
      for (const type of ['input', 'change']) field.dispatchEvent(new Event(type, { bubbles: true }));
      return false;
    });
    if (missing.length > 0) return true;
    sessionStorage.removeItem(draftKey);
    return false;
  };

  addEventListener('DOMContentLoaded', () => {
    const modal = document.getElementById('components-reconnect-modal');
    modal?.addEventListener('components-reconnect-state-changed', event => {
      const state = event.detail.state;
      modal.hidden = state === 'hide';
      if (state === 'failed') tryAgain();
      if (state === 'rejected') reopen();
    });
    // Fields come when the page has its data; nothing is waited for longer than that takes.
    if (!restoreDraft()) return;
    const seen = new MutationObserver(() => restoreDraft() || seen.disconnect());
    seen.observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-ready'] });
    setTimeout(() => {
      seen.disconnect();
      sessionStorage.removeItem(draftKey);
    }, 10000);
  });
})();
