// Light or dark, remembered in this browser and set before the first paint; the key that goes to the search; and arrows
// that go from row to row of a table.
(() => {
  const root = document.documentElement;
  const preferred = matchMedia('(prefers-color-scheme: dark)');
  const set = theme => {
    root.dataset.theme = theme;
    root.style.colorScheme = theme;
    const apply = () => document.body?.setAttribute('data-theme', theme);
    document.body ? apply() : addEventListener('DOMContentLoaded', apply);
    globalThis.Blazor?.theme?.switchTheme?.(theme === 'dark');
  };
  set(localStorage.getItem('provost-theme') ?? (preferred.matches ? 'dark' : 'light'));
  addEventListener('click', event => {
    if (!event.target.closest?.('#theme-toggle')) return;
    const theme = root.dataset.theme === 'dark' ? 'light' : 'dark';
    localStorage.setItem('provost-theme', theme);
    set(theme);
  });
  addEventListener('keydown', event => {
    const typing = event.target.closest?.('input, textarea, select, [contenteditable]');
    if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    document.getElementById('search')?.focus();
  });
  const reachable = row => [...row.querySelectorAll('a[href], button:not(:disabled), input, summary')];
  addEventListener('keydown', event => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const row = event.target.closest?.('tbody tr');
    if (!step || !row || event.target.matches('select, textarea, input[type=radio], input:not([type=checkbox])')) return;
    const at = reachable(row).indexOf(event.target);
    let next = row;
    do next = step > 0 ? next.nextElementSibling : next.previousElementSibling;
    while (next && reachable(next).length === 0);
    const fields = next && reachable(next);
    if (!fields) return;
    event.preventDefault();
    fields[Math.min(Math.max(at, 0), fields.length - 1)].focus();
  });
})();
