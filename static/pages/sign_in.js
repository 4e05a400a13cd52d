/** Signs in with the one-time link that dev.py prints. Its token is in the fragment, which browsers never send. */

const form = document.querySelector("form[action='/sign-in']");
const key = form?.querySelector("input[name=key]");
const token = location.hash.slice(1);

if (token && form instanceof HTMLFormElement && key instanceof HTMLInputElement) {
  history.replaceState(null, "", location.pathname);
  // Hidden, so that browsers don't offer to save the token as a password.
  key.type = "hidden";
  key.value = token;
  form.submit();
}
