// Conveniences only: every page works without this file, but for copying.
(() => {
  "use strict";
  const say = (text) => { document.getElementById("announcement").textContent = text; };

  // A secret goes from the server's answer to the clipboard, and never into the page.
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-copy]");
    if (!button) return;
    event.preventDefault();
    const form = button.form;
    const answer = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams({ ...Object.fromEntries(new FormData(form)), how: "copy" }),
    });
    const text = await answer.text();
    if (!answer.ok) { location.reload(); return; }
    await navigator.clipboard.writeText(text);
    button.firstChild.textContent = "Copied";
    say(`Copied ${button.dataset.copy}.`);
  });

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-copy-from]");
    if (!button) return;
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copyFrom).value);
    button.firstChild.textContent = "Copied";
    say("Copied.");
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("button[data-print]")) window.print();
  });

  // Drop a file anywhere on a page that takes one.
  const zone = document.querySelector(".drop");
  if (zone) {
    const input = zone.querySelector("input[type=file]");
    const over = (on) => (event) => { event.preventDefault(); zone.classList.toggle("over", on); };
    for (const name of ["dragenter", "dragover"]) document.addEventListener(name, over(true));
    for (const name of ["dragleave", "drop"]) document.addEventListener(name, over(false));
    document.addEventListener("drop", (event) => {
      if (!event.dataTransfer.files.length) return;
      input.files = event.dataTransfer.files;
      zone.requestSubmit();
    });
    input.addEventListener("change", () => zone.requestSubmit());
  }
})();
