// Copies what stands in an element to the clipboard, and says so.
addEventListener('click', async event => {
  const from = event.target.dataset?.copy;
  if (!from) return;
  await navigator.clipboard.writeText(document.getElementById(from).textContent);
  event.target.textContent = 'Copied';
});
