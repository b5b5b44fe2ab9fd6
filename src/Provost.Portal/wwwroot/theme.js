// Light or dark, remembered in this browser and set before the first paint; and the key that goes to the search.
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
})();
